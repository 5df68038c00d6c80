// The process dies before or after each step of the three workflows with a code, and another takes over. Steps are those that
// anybody else can see, commits and requests: what dies between two of them is rolled back to the one before. Every statement:
// CODE_MATRIX=pairs vitest run --project checks <this file>.
import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { useCrashes } from '../crash.ts';
import { useSimulatedStore } from '../simulated-store.ts';
import { watchRedeemable } from './redeemable.ts';
import { ADDING_MS, intentOf, type Stage, type Workflow, WORKFLOWS } from './workflows.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const crashes = useCrashes(() => db.appUrl);

const COUNTS = process.env['CODE_MATRIX'] === 'pairs' ? 'all' : 'seen';

/** @returns whether the process came to that step. */
async function dieAt(workflow: Workflow, stage: Stage, cell: string, step: number, when: 'before' | 'after'): Promise<boolean> {
  await workflow.prepare(stage, cell);
  crashes.crashAt(step, when, COUNTS);
  await workflow.act(stage, cell).catch(() => undefined);
  const died = crashes.revive();
  await workflow.recover(stage, cell);
  await workflow.judge(stage, cell);
  return died;
}

test.each(WORKFLOWS.map((workflow) => [workflow.name, workflow] as const))('%s', { timeout: 600_000 }, async (_name, workflow) => {
  store.running.runtime.later = (work) => void setTimeout(work, ADDING_MS);
  const shop = await store.newShop();
  const customers = (await store.newCustomers(shop, 3)).map(BigInt);
  const stage: Stage = { db, store: store.running.store, shop, customers };
  const cell = (when: string, step: number) => `${when}:${step}`;
  const names = ['before', 'after'].flatMap((when) => Array.from({ length: 500 }, (_, step) => cell(when, step + 1)));
  const watch = watchRedeemable(stage.store, shop, intentOf(stage, names.flatMap((name) => workflow.keys(name))));
  let steps = 0;
  for (const when of ['before', 'after'] as const) {
    let step = 1;
    while (await dieAt(workflow, stage, cell(when, step), step, when)) step += 1;
    steps += step - 1;
  }
  watch.stop();
  expect(watch.doubled).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(8);
});
