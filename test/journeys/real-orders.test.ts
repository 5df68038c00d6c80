// The main job on real orders: nothing is lost on the way into the database, and what comes out can be believed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf } from '../../app/records/inbound/order-lines.ts';
import { makeCodes } from '../demo/make-codes.ts';
import { followProgress } from '../demo/progress.ts';
import { makeReport, type Report } from '../demo/report.ts';
import { startRoad } from '../demo/road.ts';
import { realData } from '../support/real-data.ts';
import { countCdnow, countOnlineRetail, type FileCount, millionths } from './count-file.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  report: Report;
  sums: { customers: string; orders: string; lines: string; total: string; cancelled: string; guests: string };
}

/** @param threshold of the alerts, where it is not the default */
async function travel(file: string, threshold = 80): Promise<Outcome> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-real-'));
  folders.push(dataDir);
  const road = await startRoad({ dataDir, storeArgs: ['--orders', file], storePort: 0 });
  const owner = new pg.Pool({ connectionString: road.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  try {
    await road.install();
    if (threshold !== 80) await owner.query('update shop set settings = $1', [{ churn: { weights: { rhythm: 40, visits: 20, engagement: 20, service: 20 }, threshold, horizonDays: 90 } }]);
    const seconds = await followProgress(owner, (progress) => progress.stage === 'done', () => undefined, 240_000);
    await makeCodes(road, owner, 3);
    const { rows } = await owner.query<Outcome['sums']>(
      `select (select count(*) from customer) customers, (select count(*) from "order") orders, (select count(*) from "order" o, lateral ${linesOf('o')} l) lines,
              (select sum(quantity * unit_price)::text from "order" o, lateral ${linesOf('o')} l) total,
              (select count(*) from "order" where cancelled_at is not null) cancelled,
              (select count(*) from "order" where customer_id is null) guests`,
    );
    if (!rows[0]) throw new Error('no sums');
    return { report: await makeReport(owner, {}, seconds), sums: rows[0] };
  } finally {
    await owner.end();
    await road.stop();
  }
}

function expectNothingLost({ sums, report }: Outcome, wanted: FileCount): void {
  expect(Number(sums.customers)).toBe(wanted.customers);
  expect(Number(sums.orders)).toBe(wanted.orders);
  if (wanted.lines !== null) expect(Number(sums.lines)).toBe(wanted.lines);
  expect(millionths(sums.total)).toBe(wanted.sumMillionths);
  expect(Number(sums.cancelled)).toBe(wanted.cancelledOrders);
  expect(Number(sums.guests)).toBe(wanted.withoutCustomer);
  const leftOut = Object.values(report.orders.leftOut).reduce((sum, n) => sum + n, 0);
  expect(report.orders.counted + leftOut).toBe(wanted.orders);
}

function expectPlausible({ report }: Outcome): void {
  for (const groups of Object.values(report.customersBy)) {
    const sizes = Object.values(groups);
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(report.customers);
    // No one name swallows the shop.
    expect(Math.max(...sizes)).toBeLessThan(0.75 * report.customers);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
  }
  const share = report.alerts.open / report.customers;
  expect(share).toBeGreaterThan(0.003);
  expect(share).toBeLessThan(0.12);
  expect(report.alerts.valueAtRiskMinor).toBeGreaterThan(0);
  expect(report.codesMade).toBe(3);
  expect(report.tagsWritten).toBeGreaterThanOrEqual(report.customers);
}

const cdnow = realData('cdnow/CDNOW_sample.txt');
const onlineRetail = realData('online_retail/online_retail.csv.gz');

describe.skipIf(!cdnow)('CDNOW, from file to tags', () => {
  it('loses nothing and comes to believable segments and alerts', { timeout: 300_000 }, async () => {
    const outcome = await travel(cdnow ?? '');
    expectNothingLost(outcome, countCdnow(cdnow ?? ''));
    expectPlausible(outcome);
  });
});

describe.skipIf(!onlineRetail)('Online Retail, from file to tags', () => {
  it('loses nothing and comes to believable segments and alerts', { timeout: 300_000 }, async () => {
    const wanted = countOnlineRetail(onlineRetail ?? '');
    // The published figures of the file, so that the counting itself cannot go wrong unseen.
    expect(wanted).toMatchObject({ customers: 4372, orders: 25900, lines: 541909, sumMillionths: 9_747_747_934_000n });
    // In its past more of those at risk came back than 20 in 100: with the default threshold nobody is called.
    const outcome = await travel(onlineRetail ?? '', 70);
    expectNothingLost(outcome, wanted);
    // Published with the file: invoices with a customer, not cancelled, quantity and price above zero, and their value.
    expect(outcome.report.orders.counted).toBe(18_532);
    expect(outcome.report.value).toEqual({ GBP: { gross: '8911407.90', net: '8911407.90' } });
    expectPlausible(outcome);
  });
});
