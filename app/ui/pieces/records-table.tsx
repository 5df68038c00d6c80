// A table that stays readable on a phone: there each row becomes a block of labelled values.
import type { ReactNode } from 'react';
import styles from './records-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly heading: string;
  readonly cell: (row: Row) => ReactNode;
  readonly numeric?: boolean;
  /** A number or a date: never broken over two lines. */
  readonly short?: boolean;
}

interface RecordsTableProps<Row> {
  /** Says what the table holds; read aloud, not shown. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Few short columns: they stay side by side on a phone, too. */
  compact?: boolean;
}

export function RecordsTable<Row>({ caption, columns, rows, rowKey, compact = false }: RecordsTableProps<Row>) {
  return (
    <table className={`${styles['table']} ${compact ? styles['compact'] : ''}`}>
      <caption className={styles['caption']}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, heading, numeric }) => (
            <th key={key} scope="col" className={numeric ? styles['numeric'] : undefined}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ key, heading, cell, numeric, short }, i) => {
              const inner = (
                <>
                  <span className={styles['label']}>
                    {heading}
                  </span>
                  <span className={styles['value']}>{cell(row)}</span>
                </>
              );
              return i === 0 ? (
                <th key={key} scope="row" className={short ? styles['short'] : undefined}>
                  {cell(row)}
                </th>
              ) : (
                <td key={key} className={numeric ? styles['numeric'] : short ? styles['short'] : undefined}>
                  {inner}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
