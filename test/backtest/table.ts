import type { compareScores } from '../../app/domain/churn/backtest/compare-scores.ts';
import { PLAIN_RULES } from '../../app/domain/churn/backtest/plain-rules.ts';
import { FAMILIES } from '../../app/domain/lifetime/model.ts';
import { findPublished } from './published.ts';

type Row = readonly (string | number | null | undefined)[];

/** The comparison as text: a figure, and the published one in brackets where there is one. */
export function tableOf(comparison: ReturnType<typeof compareScores>): string {
  if (comparison.outcome !== 'compared') return `${comparison.outcome}\n`;
  const { customers, lapsed, lapsedShare, holdoutDays, models, rules, chosen, counts, nextPurchase } = comparison;
  const published = findPublished(customers, lapsed, holdoutDays);
  const beside = (value: number | null, known: number | undefined, digits: number): string => (value === null ? '–' : value.toFixed(digits)) + (known === undefined ? '' : ` (${known.toFixed(digits)})`);

  const modelRows = FAMILIES.map((family): Row => {
    const own = models[family];
    const known = published?.models[family];
    return [
      family,
      beside(own.mae, known?.mae, 4),
      beside(own.rmse, known?.rmse, 4),
      beside(own.biasPercent, known?.biasPercent, 1),
      beside(own.aucOfNegativeExpected, known?.aucOfNegativeExpected, 4),
      beside(own.aucOfNone, known?.aucOfNone, 4),
      beside(own.brier, known?.brier, 4),
      own.dropOutIdentified ? 'yes' : 'no',
    ];
  });
  const { expected, typical } = counts;
  const chosenName = `${chosen.kind} (${chosen.family})`;
  const lines = [
    `${customers} customers, ${lapsed} lapsed (${(100 * lapsedShare).toFixed(1)} %) in ${holdoutDays} days. Published figures in brackets.`,
    '',
    ...aligned([
      ['', 'MAE', 'RMSE', 'bias %', 'AUC −CET', 'AUC P0', 'Brier', 'drop-out identified'],
      ...modelRows,
      ['corrected mean', expected.mae.toFixed(4), expected.rmse.toFixed(4), beside(expected.biasPercent, undefined, 1)],
      ['corrected typical', typical.mae.toFixed(4), typical.rmse.toFixed(4), beside(typical.biasPercent, undefined, 1)],
      ['chosen', '', '', '', '', beside(chosen.auc, undefined, 4), chosen.brier.toFixed(4)],
    ]),
    '',
    `Chosen on the shop's own past: ${chosenName}`,
    '',
    ...aligned([['rule without a model', 'AUC'], ...PLAIN_RULES.map((rule): Row => [rule, beside(rules[rule].auc, published?.rules[rule], 4)])]),
    '',
    ...aligned([['tenth', 'customers', 'foretold', 'lapsed'], ...chosen.calibration.map((band, i): Row => [i + 1, band.customers, band.meanChance.toFixed(3), band.happened.toFixed(3)])]),
    '',
    nextPurchase === null
      ? 'Next purchase: nothing to foretell it from.'
      : `Next purchase, days off: ${beside(nextPurchase.shrunkLogMeanDays, published?.nextPurchase.shrunkLogMeanDays, 1)} by the shrunk log mean, ${beside(nextPurchase.ownMedianDays, published?.nextPurchase.ownMedianDays, 1)} by the own median, ${beside(nextPurchase.populationMedianDays, published?.nextPurchase.populationMedianDays, 1)} by the population's.`,
    '',
  ];
  return lines.join('\n');
}

function aligned(rows: readonly Row[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, String(cell ?? '').length)));
  return rows.map((row) => row.map((cell, i) => (i === 0 ? String(cell ?? '').padEnd(widths[i]!) : String(cell ?? '').padStart(widths[i]!))).join('  ').trimEnd());
}
