// Every request of the three workflows with a code, with every kind of fault: once, three times running, and what may or may not
// have had its effect followed by every other kind. All pairs at all requests: CODE_MATRIX=pairs vitest run --project checks <this file>.
import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { useSimulatedStore } from '../simulated-store.ts';
import { ADDING_MS, intentOf, type Stage, type Workflow, WORKFLOWS } from './workflows.ts';
import { REQUEST_FAULTS, type RequestFault, useRequestFaults } from './request-faults.ts';
import { watchRedeemable } from './redeemable.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const wire = useRequestFaults();

const PAIRS = process.env['CODE_MATRIX'] === 'pairs';
/** After these nobody knows whether anything was done. */
const UNKNOWN_EFFECT: readonly RequestFault[] = ['answer-lost', 'late', 'reset'];
/** Cells under way at once. */
const AT_ONCE = 8;

interface Cell {
  readonly name: string;
  readonly faults: ReadonlyMap<number, RequestFault>;
}

/** @param requests of a run without faults. */
function cellsOf(requests: number, pairs: boolean): Cell[] {
  const places = Array.from({ length: requests }, (_, place) => place + 1);
  const cell = (...faults: [number, RequestFault][]): Cell => ({ name: faults.map(([place, kind]) => `${kind}@${place}`).join('+'), faults: new Map(faults) });
  const once = places.flatMap((place) => REQUEST_FAULTS.map((kind) => cell([place, kind])));
  const lasting = REQUEST_FAULTS.map((kind) => cell([1, kind], [2, kind], [3, kind]));
  const reach = PAIRS ? places : [1];
  const firsts = PAIRS ? REQUEST_FAULTS : UNKNOWN_EFFECT;
  const two = pairs ? reach.flatMap((place) => firsts.flatMap((first) => REQUEST_FAULTS.map((second) => cell([place, first], [place + 1, second])))) : [];
  return [...once, ...lasting, ...two];
}

async function runCell(workflow: Workflow, stage: Stage, name: string, faults: ReadonlyMap<number, RequestFault>): Promise<number> {
  await workflow.prepare(stage, name);
  const requests = await wire.during(faults, async () => {
    await workflow.act(stage, name);
    // A pair may strike the first run and the next one.
    if (faults.size > 1) await workflow.recover(stage, name);
  });
  await workflow.recover(stage, name);
  await workflow.judge(stage, name);
  return requests;
}

test.each(WORKFLOWS.map((workflow) => [workflow.name, workflow] as const))('%s', { timeout: 600_000 }, async (_name, workflow) => {
  store.running.runtime.later = (work) => void setTimeout(work, ADDING_MS);
  const shop = await store.newShop();
  const customers = (await store.newCustomers(shop, 3)).map(BigInt);
  const stage: Stage = { db, store: store.running.store, shop, customers };
  const requests = await runCell(workflow, stage, 'without', new Map());
  const cells = cellsOf(requests, PAIRS || workflow.name === 'reward issued');
  const watch = watchRedeemable(stage.store, shop, intentOf(stage, ['without', ...cells.map(({ name }) => name)].flatMap((name) => workflow.keys(name))));
  const waiting = [...cells];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) await runCell(workflow, stage, cell.name, cell.faults);
    }),
  );
  watch.stop();
  expect(watch.doubled).toEqual([]);
  expect(requests).toBeGreaterThanOrEqual(1);
});

test('every kind of fault has struck', () => {
  expect([...wire.fired].sort()).toEqual([...REQUEST_FAULTS].sort());
});
