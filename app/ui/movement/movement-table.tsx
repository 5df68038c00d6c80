// The matrix as a table: rows where customers stood, columns where they stand, each cell with its share of the row and its
// customers behind it. Wider than a phone: it scrolls by itself, with the row names kept in sight.
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import styles from './movement-table.module.css';
import { movedAddress, NOBODY_YET } from './moves.ts';

export type Kind = 'group' | 'tier' | 'stage';

interface MovementTableProps {
  kind: Kind;
  names: readonly string[];
  /** A row and a column more than there are names: who was not there yet, who is not there any more. */
  counts: readonly (readonly number[])[];
  /** YYYY-MM-DD. */
  from: string;
  to: string;
}

/** Shares of a row from which a cell is coloured more strongly. */
const STEPS = [0, 0.05, 0.15, 0.3, 0.5];

const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);

export function MovementTable({ kind, names, counts, from, to }: MovementTableProps) {
  const { t } = useTranslation();
  const { number, percent, day } = useFormats();
  // Only where somebody is gone: what is known today knows of nobody who was deleted.
  const anyGone = counts.some((row) => (row[names.length] ?? 0) > 0);
  const columns = anyGone ? [...names, NOBODY_YET] : [...names];
  const nameOf = (name: string, gone: boolean) => t(name === NOBODY_YET ? (gone ? 'movement:gone' : 'movement:new') : `segments:${kind}.${name}.name`);
  const caption = t('movement:caption', { from: day(from), to: day(to) });
  const total = sum(counts.map(sum));
  return (
    <div className={styles['scroll']} role="region" aria-label={caption}>
      <table className={styles['table']}>
        <caption className={styles['hidden']}>{caption}</caption>
        <thead>
          <tr>
            <td className={styles['corner']} />
            <th scope="colgroup" colSpan={columns.length + 1} className={styles['axis']}>
              {t('movement:columns', { day: day(to) })}
            </th>
          </tr>
          <tr>
            <th scope="col" className={styles['corner']}>
              {t('movement:rows', { day: day(from) })}
            </th>
            {columns.map((name) => (
              <th key={name} scope="col" className={styles['head']}>
                {nameOf(name, true)}
              </th>
            ))}
            <th scope="col" className={styles['head']}>
              {t('movement:total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...names, NOBODY_YET].map((fromName, i) => {
            const row = counts[i] ?? [];
            const of = sum(row);
            return (
              <tr key={fromName}>
                <th scope="row" className={styles['name']}>
                  {nameOf(fromName, false)}
                </th>
                {columns.map((toName, j) => {
                  const customers = row[j] ?? 0;
                  const share = of > 0 ? customers / of : 0;
                  const step = STEPS.filter((least) => share > least).length;
                  return (
                    <td key={toName} className={`${styles['cell']} ${styles[`step${step}`]} ${fromName === toName ? styles['same'] : ''}`}>
                      {customers === 0 ? (
                        <span className={styles['none']}>{number(0)}</span>
                      ) : (
                        <Link to={movedAddress(kind, fromName, toName, from, to)} className={styles['link']}>
                          <span className={styles['count']}>{number(customers)}</span>
                          <span className={styles['share']}>{percent(Math.round(share * 100) / 100)}</span>
                        </Link>
                      )}
                    </td>
                  );
                })}
                <td className={styles['total']}>{number(of)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className={styles['name']}>
              {t('movement:total')}
            </th>
            {columns.map((name, j) => {
              const customers = sum(counts.map((row) => row[j] ?? 0));
              return (
                <td key={name} className={styles['total']}>
                  <span className={styles['count']}>{number(customers)}</span>
                  <span className={styles['share']}>{total > 0 ? percent(Math.round((100 * customers) / total) / 100) : NOTHING}</span>
                </td>
              );
            })}
            <td className={styles['total']}>{number(total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
