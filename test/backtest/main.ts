// npm run -s backtest -- --orders FILE [--format cdnow|online_retail|shopify] --calibrate-to DATE --until DATE [--json]
// Calibrates every model on a file of orders up to a day and holds it against what came after, up to another.
// --json prints one object; without it, a table, beside the published figures where there are any.
import { parseArgs } from 'node:util';
import { compareScores } from '../../app/domain/churn/backtest/compare-scores.ts';
import { OrderFileError } from '../store/shoppers/readers/order-file-error.ts';
import { dayOfDate, historyOfFile } from './orders-of-file.ts';
import { tableOf } from './table.ts';

const USAGE = 'Usage: npm run -s backtest -- --orders FILE [--format cdnow|online_retail|shopify] --calibrate-to YYYY-MM-DD --until YYYY-MM-DD [--json]\n';

class UsageError extends Error {}

function dayFrom(text: string | undefined, name: string): number {
  const day = text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayOfDate(text) : NaN;
  if (Number.isNaN(day)) throw new UsageError(`--${name} must be a date such as 1997-09-30, not ${text === undefined ? 'left out' : `"${text}"`}.`);
  return day;
}

function readArguments(): { orders: string; format: string | undefined; calibrateToDay: number; untilDay: number; json: boolean } {
  const { values } = parseArgs({
    options: { orders: { type: 'string' }, format: { type: 'string' }, 'calibrate-to': { type: 'string' }, until: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (values.orders === undefined) throw new UsageError('--orders must name a file of orders.');
  const calibrateToDay = dayFrom(values['calibrate-to'], 'calibrate-to');
  const untilDay = dayFrom(values.until, 'until');
  if (untilDay <= calibrateToDay) throw new UsageError('--until must lie after --calibrate-to.');
  return { orders: values.orders, format: values.format, calibrateToDay, untilDay, json: values.json };
}

async function main(): Promise<void> {
  const { orders, format, calibrateToDay, untilDay, json } = readArguments();
  const history = await historyOfFile(orders, format, untilDay);
  const comparison = compareScores(history, calibrateToDay, untilDay);
  process.stdout.write(json ? `${JSON.stringify(comparison)}\n` : tableOf(comparison));
  if (comparison.outcome !== 'compared') process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  const asked = error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!asked && !(error instanceof OrderFileError)) throw error;
  process.stderr.write(`${error.message}\n${asked ? USAGE : ''}`);
  process.exitCode = 1;
}
