// The RFM grid as a picture that is also a table: rows by recency, columns by the mean of frequency and monetary score.
// Each cell belongs to one group, says its name and count in words, and leads to its customers.
import { Link } from '@remix-run/react';
import type { RfmGroup } from '../../domain/glossary.ts';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import colours from './group-colours.module.css';
import styles from './rfm-grid.module.css';

export interface GridColumn {
  /** Means of the frequency and the monetary score, in halves from 1 to 5. */
  readonly from: number;
  readonly to: number;
}

export interface GridCell {
  readonly recency: number;
  readonly column: GridColumn;
  readonly group: RfmGroup;
  readonly customers: number;
}

interface RfmGridProps {
  columns: readonly GridColumn[];
  /** Best recency first; the cells of a row in the order of the columns. */
  rows: readonly { readonly recency: number; readonly cells: readonly GridCell[] }[];
  customers: number;
  /** The mean counts frequency for more, as it does in seasons. */
  weighted?: boolean;
}

export function RfmGrid({ columns, rows, customers, weighted = false }: RfmGridProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const range = ({ from, to }: GridColumn) => (from === to ? formats.number(from, 1) : t('segments:grid.range', { from: formats.number(from, 1), to: formats.number(to, 1) }));
  const most = Math.max(1, ...rows.flatMap(({ cells }) => cells.map((cell) => cell.customers)));
  return (
    <table className={styles['grid']}>
      <caption className={styles['hidden']}>{t('segments:grid.caption')}</caption>
      <thead>
        <tr>
          <td className={styles['corner']} />
          <th scope="colgroup" colSpan={columns.length} className={styles['axis']}>
            {t(weighted ? 'segments:grid.weightedColumns' : 'segments:grid.columns')}
          </th>
        </tr>
        <tr>
          <th scope="col" className={styles['corner']}>
            {t('segments:grid.rows')}
          </th>
          {columns.map((column) => (
            <th key={column.from} scope="col" className={styles['head']}>
              {range(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ recency, cells }) => (
          <tr key={recency}>
            <th scope="row" className={styles['head']}>
              {formats.number(recency)}
            </th>
            {cells.map((cell) => {
              const name = t(`segments:group.${cell.group}.name`);
              return (
                <td key={cell.column.from} className={styles['cell']}>
                  <Link
                    to={`/app/customers?recency=${recency}&fm=${cell.column.from}-${cell.column.to}`}
                    className={`${styles['link']} ${colours[cell.group]}`}
                  >
                    <span className={styles['name']}>{name}</span>
                    <span className={styles['count']}>{formats.number(cell.customers)}</span>
                    <span className={styles['hidden']}>
                      {t('segments:grid.cell', { recency: formats.number(recency), mean: range(cell.column), share: formats.share(customers > 0 ? cell.customers / customers : 0) })}
                    </span>
                    <span className={styles['track']} aria-hidden="true">
                      <span className={styles['bar']} style={{ width: `${(100 * cell.customers) / most}%` }} />
                    </span>
                  </Link>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
