// Stored → scored → stored, ours beside the best SQL, from one day to the next: orders lie in the database before, scores after,
// both durable. What each has stored is read back and compared before a time is read.
import type { PurchaseHistory } from '../../../../app/domain/glossary.ts';
import { rfmCodes } from '../../../../app/domain/segments/rfm-codes.ts';
import { rfmMeasures } from '../../../../app/domain/segments/segment-model.ts';
import { closeQueue, openQueue } from '../../../../app/queue/boss.ts';
import { closeDatabase, inShop, inShopBulk, openDatabase } from '../../../../app/records/db.ts';
import { markHistory } from '../../../../app/records/history/mark-history.ts';
import { readPackedHistory } from '../../../../app/records/history/read-packed.ts';
import { getLastRun } from '../../../../app/records/scoring/scoring-runs.ts';
import { readSegmentCodes } from '../../../../app/records/scoring/segment-chunks.ts';
import { scoreWholeShop } from '../../../../app/scoring/score-shop.ts';
import { alternate, type Contender, type Goal, goal, timed } from '../../measure/alternate.ts';
import { median } from '../../measure/median.ts';
import { CHECKSUM_MODULUS } from '../rfm/sql.ts';
import { type StoreColumns, TODAY } from '../simulated-store.ts';
import { checksumOfSql, type Definition, scoreInSql } from './best-sql.ts';
import { SHOP_ID, type StoreDatabase, withStoreDatabase } from './fill-database.ts';
import { checksumOfCodes, scoreStored, type Stored } from './ours.ts';

const DAY_MS = 86_400_000;

export async function benchStored(store: StoreColumns, history: PurchaseHistory, say: (text: string) => void): Promise<{ figures: object; goals: readonly Goal[] }> {
  return withStoreDatabase(store, say, async (database) => {
    openDatabase(database.appUrl);
    await openQueue(database.appUrl, false);
    try {
      return await compare(database, store, history, say);
    } finally {
      await closeQueue(0);
      await closeDatabase();
    }
  });
}

async function compare({ owner }: StoreDatabase, store: StoreColumns, history: PurchaseHistory, say: (text: string) => void): Promise<{ figures: object; goals: readonly Goal[] }> {
  say('the first chunks, from all rows …');
  const firstChunks = await timed(async () => String((await readPackedHistory(SHOP_ID, 'UTC')).length));
  say('the first scoring of the whole shop …');
  const wholeShop = await timed(async () => String((await scoreWholeShop(SHOP_ID, TODAY * DAY_MS)).written));
  await owner.query('vacuum (analyze)');
  await owner.query('checkpoint');
  const model = (await getLastRun(SHOP_ID))?.model;
  if (!model) throw new Error('The shop has not been scored.');
  const runs: Stored[] = [];
  const ours: Contender = {
    name: 'ours',
    async run() {
      await scoreStored(model, TODAY);
      const run = await timed(async () => {
        runs.push(await scoreStored(model, TODAY + 1));
        return '';
      });
      return { ...run, checksum: checksumOfCodes(await inShopBulk(SHOP_ID, (connection) => readSegmentCodes(connection, SHOP_ID))) };
    },
  };
  const sql = (definition: Definition): Contender => ({
    name: definition,
    async run() {
      const run = await timed(async () => (await scoreInSql(owner, definition), ''));
      return { ...run, cpuMs: null, checksum: await checksumOfSql(owner) };
    },
  });
  say('stored → scored → stored …');
  const figures = await alternate([ours, sql('midRank')]);
  // Another definition gives other cells: it is held against the same definition in memory.
  const percentRank = { name: 'memory', run: () => ({ wallMs: 0, cpuMs: 0, checksum: checksumOfPercentRank(history) }) };
  const { percentRank: byPercentRank } = await alternate([percentRank, sql('percentRank')], 3, 1);
  const bestSql = byPercentRank!.wallMs < figures['midRank']!.wallMs ? byPercentRank! : figures['midRank']!;
  const ratio = figures['ours']!.wallMs / bestSql.wallMs;

  say('a day of orders, folded into the chunks …');
  const aDay = Math.ceil(store.customer.length / 1095);
  const keys = Array.from(new Set(Array.from({ length: aDay }, (_, i) => store.customer[i * 1095]!)), (customer) => history.customerIds[customer]!);
  const refreshed: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await inShop(SHOP_ID, (tx) => markHistory(tx, SHOP_ID, keys));
    refreshed.push((await timed(async () => String((await readPackedHistory(SHOP_ID, 'UTC')).length))).wallMs);
  }
  const { rows } = await owner.query<{ chunks: number; bytes: string }>('select count(*)::int as chunks, sum(length(buyers) + length(orders)) as bytes from history_chunk');
  const stepsMs = Object.fromEntries(Object.keys(runs[0]!.stepsMs).map((name) => [name, median(runs.slice(2).map(({ stepsMs: of }) => of[name]!))]));
  return {
    figures: {
      ours: figures['ours'], oursStepsMs: stepsMs, moved: runs.at(-1)!.moved, bestSql, sqlMidRank: figures['midRank'], sqlPercentRank: byPercentRank, ratio,
      chunks: rows[0]?.chunks, chunkBytes: Number(rows[0]?.bytes),
      withoutPeer: { chunksFromAllRowsMs: Math.round(firstChunks.wallMs), scoreWholeShopFirstTimeMs: Math.round(wholeShop.wallMs), readWithADaysOrdersMs: Math.round(median(refreshed)), buyersOfThatDay: keys.length },
    },
    goals: [goal('stored → scored → stored, wall, over the best SQL', ratio, { atMost: 0.35 })],
  };
}

function checksumOfPercentRank(history: PurchaseHistory): string {
  const later = { ...history, today: TODAY + 1 };
  const measures = rfmMeasures(later);
  const n = measures.orders.length;
  const places = [1, 2, 3, 4].map((k) => Math.ceil((k * (n - 1)) / 5) - 1);
  const cuts = (values: Float64Array) => ((sorted) => places.map((place) => sorted[place]!))(values.slice().sort());
  const recencyDays = ((sorted) => places.map((place) => sorted[n - 1 - place]! - 1).reverse())(measures.recencyDays.slice().sort());
  const codes = rfmCodes(measures, { method: 'quintiles', recencyDays, orders: cuts(measures.orders), valueMinor: cuts(measures.valueMinor) });
  let buyer = 0;
  let sum = 0;
  let folded = 0;
  for (let i = 0; i < history.customerIds.length; i += 1) {
    if (history.orderStart[i] === history.orderStart[i + 1]) continue;
    const code = codes[buyer++]!;
    sum += code;
    folded += (i % CHECKSUM_MODULUS) * code;
  }
  return `${buyer} ${sum} ${folded}`;
}
