// Requests of the three workflows with a code, with every kind of fault, and of a reward, what may or may not have had its effect
// followed by every other kind. Every kind at every request, and all pairs, see crash-matrix/matrix.ts.
import { expect, test } from 'vitest';
import { requestCells, runCell, sampledCells, strikeRequests, WHOLE } from '../../crash-matrix/matrix.ts';
import { REQUEST_FAULTS, useRequestFaults } from '../../crash-matrix/request-faults.ts';
import { useDatabase } from '../../support/database.ts';
import { useSimulatedStore } from '../simulated-store.ts';
import { watchRedeemable } from './redeemable.ts';
import { ADDING_MS, intentOf, type Stage, WORKFLOWS } from './workflows.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const wire = useRequestFaults();

test.each(WORKFLOWS.map((workflow) => [workflow.name, workflow] as const))('%s', { timeout: 3_600_000 }, async (_name, workflow) => {
  store.running.runtime.later = (work) => void setTimeout(work, ADDING_MS);
  const shop = await store.newShop();
  const customers = (await store.newCustomers(shop, 3)).map(BigInt);
  const stage: Stage = { db, store: store.running.store, shop, customers };
  const requests = await runCell(wire, workflow, stage, { name: 'without', faults: new Map() });
  const all = requestCells(requests, workflow.name === 'reward issued');
  // Half of the codes left out can befall one request alone, wherever that is.
  const sample = new Set(sampledCells(requests).map(({ name }) => name));
  const isSampled = ({ name }: { name: string }, place: number) => WHOLE || (workflow.name === 'reward issued' ? place % 2 === 0 : sample.has(name) || /^partial@\d+$/.test(name));
  const cells = all.filter(isSampled);
  const watch = watchRedeemable(stage.store, shop, intentOf(stage, ['without', ...cells.map(({ name }) => name)].flatMap((name) => workflow.keys(name))));
  const tally = await strikeRequests(wire, workflow, stage, requests, cells);
  watch.stop();
  expect(watch.doubled).toEqual([]);
  tally.expectNone();
  expect(requests).toBeGreaterThanOrEqual(1);
});

test('every kind of fault has struck', () => {
  expect([...wire.fired].sort()).toEqual([...REQUEST_FAULTS].sort());
});
