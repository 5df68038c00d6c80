import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../app/domain/numerics/random.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = path.join(import.meta.dirname, 'main.ts');
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { encoding: 'utf8' });
}

function file(name: string, lines: readonly string[]): string {
  const at = path.join(folder, name);
  writeFileSync(at, `${lines.join('\n')}\n`);
  return at;
}

/** 400 customers over two years: [customer, yyyymmdd, units, dollars]. */
function purchases(): string[][] {
  const random = seededRandom(2);
  const rows: string[][] = [];
  for (let customer = 1; customer <= 400; customer += 1) {
    const perDay = random.gamma(0.8) / 70;
    for (let at = random.uniform() * 600; at < 730; at += 1 + random.exponential() / perDay) {
      const date = new Date(Date.UTC(2020, 0, 1) + Math.floor(at) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
      rows.push([String(customer), date, '1', (5 + 40 * random.uniform()).toFixed(2)]);
    }
  }
  return rows;
}

const ROWS = purchases();
const DATES = ['--calibrate-to', '2021-03-31', '--until', '2021-12-30'];
const MASTER = file('master.txt', ['customer id date units dollars', ...ROWS.map((row) => row.join('  '))]);

describe('one JSON object', () => {
  const { status, stdout, stderr } = run('--orders', MASTER, ...DATES, '--json');
  const found = JSON.parse(stdout);

  test('with every model, rule, score and date', () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n').length).toBe(1);
    expect(Object.keys(found.models)).toEqual(['bg-nbd', 'mbg-nbd', 'pareto-nbd']);
    for (const model of Object.values<Record<string, unknown>>(found.models)) {
      expect(Object.keys(model)).toEqual(expect.arrayContaining(['params', 'standardErrors', 'logLikelihood', 'dropOutIdentified', 'mae', 'rmse', 'biasPercent', 'aucOfNegativeExpected', 'aucOfNone', 'brier']));
    }
    expect(Object.keys(found.rules)).toEqual(['recency', 'fewer-purchases', 'recency-and-frequency-quintiles', 'overdue-ratio', 'shrunk-overdue-ratio']);
    expect(found.chosen.calibration.length).toBe(10);
    expect(found.nextPurchase.purchases).toBeGreaterThan(0);
  });

  test('counted as the file has it', () => {
    const before = new Set(ROWS.filter(([, date]) => date! <= '20210331').map(([customer]) => customer));
    const after = new Set(ROWS.filter(([, date]) => date! > '20210331' && date! <= '20211230').map(([customer]) => customer));
    expect(found.customers).toBe(before.size);
    expect(found.lapsed).toBe([...before].filter((customer) => !after.has(customer)).length);
    expect(found.holdoutDays).toBe(274);
  });

  test('the five columns of the sample, the lines in another order, give the same', () => {
    const sample = file('sample.txt', ROWS.map(([customer, ...rest]) => [customer, customer, ...rest].join(' ')).reverse());
    expect(JSON.parse(run('--orders', sample, '--format', 'cdnow', ...DATES, '--json').stdout)).toEqual(found);
  });

  test('purchases after the last day are not read', () => {
    const more = file('more.txt', [...ROWS.map((row) => row.join(' ')), '7 20220101 1 9.00', '401 20220501 1 9.00']);
    expect(JSON.parse(run('--orders', more, ...DATES, '--json').stdout)).toEqual(found);
  });
});

test('without --json a table', () => {
  const { status, stdout } = run('--orders', MASTER, ...DATES);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^400 customers|^\d+ customers, \d+ lapsed/);
  expect(stdout).toContain('pareto-nbd');
});

test('Shopify’s own export: what the product counts', () => {
  const header = 'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount';
  const line = (n: number, email: string, at: string, { status = 'paid', cancelled = '', refunded = '0.00' } = {}): string =>
    `#${n},${email},${status},USD,20.00,0.00,0.00,20.00,,${at},1,Soap,20.00,${cancelled},${refunded}`;
  const rows = ROWS.map(([customer, date = ''], i) => line(1001 + i, `c${customer}@example.com`, `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} 12:00:00 -0500`));
  const left = [
    line(9001, 'cancelled@example.com', '2020-05-05 10:00:00 -0500', { cancelled: '2020-05-06 10:00:00 -0500' }),
    line(9002, 'refunded@example.com', '2020-05-05 10:00:00 -0500', { status: 'refunded', refunded: '20.00' }),
    line(9003, 'unpaid@example.com', '2020-05-05 10:00:00 -0500', { status: 'pending' }),
    line(9004, '', '2020-05-05 10:00:00 -0500'),
  ];
  const { status, stdout, stderr } = run('--orders', file('orders.csv', [header, ...rows, ...left]), '--format', 'shopify', ...DATES, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const found = JSON.parse(stdout);
  const known = JSON.parse(run('--orders', MASTER, ...DATES, '--json').stdout);
  expect(found).toMatchObject({ customers: known.customers, lapsed: known.lapsed, rules: known.rules });
});

describe('what is wrong is said, with the way it should be', () => {
  test.each([
    [['--orders', 'nowhere.txt', ...DATES], 'there is no such file'],
    [['--orders', MASTER, '--until', '2021-12-30'], '--calibrate-to must be a date'],
    [['--orders', MASTER, '--calibrate-to', '2021-03-31', '--until', '2021-3-1'], '--until must be a date'],
    [['--orders', MASTER, '--calibrate-to', '2021-03-31', '--until', '2021-03-31'], '--until must lie after'],
    [['--orders', MASTER, '--format', 'xml', ...DATES], 'there is no format "xml"'],
    [['--orders', MASTER, '--colour', ...DATES], 'Usage: '],
    [DATES, '--orders must name a file'],
  ])('%j', (args, said) => {
    const { status, stdout, stderr } = run(...args, '--json');
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(said);
  });

  test('a day before the first purchase: nobody to foretell', () => {
    const { status, stdout } = run('--orders', MASTER, '--calibrate-to', '2019-01-01', '--until', '2021-01-01', '--json');
    expect({ status, found: JSON.parse(stdout) }).toEqual({ status: 1, found: { outcome: 'no-buyers' } });
  });
});
