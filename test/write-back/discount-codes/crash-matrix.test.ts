// The process dies before or after each step of the three workflows with a code, and another takes over. Steps are those that
// anybody else can see, commits and requests: what dies between two of them is rolled back to the one before. Every statement,
// and what befalls statements while the process lives: see crash-matrix/matrix.ts.
import { expect, test } from 'vitest';
import { STATEMENT_FAULTS, useCrashes } from '../../crash-matrix/crash.ts';
import { cellName, strikeSteps } from '../../crash-matrix/matrix.ts';
import { useDatabase } from '../../support/database.ts';
import { useSimulatedStore } from '../simulated-store.ts';
import { watchRedeemable } from './redeemable.ts';
import { ADDING_MS, intentOf, type Stage, WORKFLOWS } from './workflows.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const crashes = useCrashes(() => db.appUrl);

test.each(WORKFLOWS.map((workflow) => [workflow.name, workflow] as const))('%s', { timeout: 3_600_000 }, async (_name, workflow) => {
  store.running.runtime.later = (work) => void setTimeout(work, ADDING_MS);
  const shop = await store.newShop();
  const customers = (await store.newCustomers(shop, 3)).map(BigInt);
  const stage: Stage = { db, store: store.running.store, shop, customers };
  const names = (['before', 'after', ...STATEMENT_FAULTS] as const).flatMap((when) => Array.from({ length: 500 }, (_, step) => cellName(when, step + 1)));
  const watch = watchRedeemable(stage.store, shop, intentOf(stage, names.flatMap((name) => workflow.keys(name))));
  const tally = await strikeSteps(crashes, workflow, stage);
  watch.stop();
  expect(watch.doubled).toEqual([]);
  tally.expectNone();
  expect(Math.min(...Object.values(tally.boundaries))).toBeGreaterThanOrEqual(4);
});
