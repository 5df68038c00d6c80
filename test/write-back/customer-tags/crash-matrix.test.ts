// Tags applied and undone, with death at every step and every kind of fault at every request: in the end the customers carry
// exactly what was planned, nothing of the merchant's was touched, each tag has its reason, and undoing restores.
import { expect, test, vi } from 'vitest';
import { useCrashes } from '../../crash-matrix/crash.ts';
import { runCell, sampledCells, strikeRequests, strikeSteps } from '../../crash-matrix/matrix.ts';
import { useRequestFaults } from '../../crash-matrix/request-faults.ts';
import { useDatabase } from '../../support/database.ts';
import { useSimulatedStore } from '../simulated-store.ts';
import { applied, appliedAsFiles, type Stage, undone } from './tag-workflows.ts';

vi.mock('node:timers/promises', async (original) => {
  const real = await original<typeof import('node:timers/promises')>();
  return { ...real, setTimeout: (ms: number, ...rest: []) => real.setTimeout(ms / 20, ...rest) };
});

const db = useDatabase();
const store = useSimulatedStore(db, { bulk: { delayMs: 5 } });
const crashes = useCrashes(() => db.appUrl);
const wire = useRequestFaults();
const stage: Stage = { db, store };

/** With the strides of the everyday run, over steps and over kinds of faults. */
const WORKFLOWS = [
  [applied.name, applied, 9, 1],
  [undone.name, undone, 13, 4],
  [appliedAsFiles.name, appliedAsFiles, 59, 4],
] as const;

test.each(WORKFLOWS)('%s: whatever happens at any step', { timeout: 3_600_000 }, async (_name, workflow, stride) => {
  const tally = await strikeSteps(crashes, workflow, stage, { stride });
  tally.expectNone();
  expect(Math.min(...Object.values(tally.boundaries))).toBeGreaterThan(0);
});

test.each(WORKFLOWS)('%s: whatever happens to a request', { timeout: 3_600_000 }, async (_name, workflow, _stride, stride) => {
  const requests = await runCell(wire, workflow, stage, { name: 'without', faults: new Map() });
  const tally = await strikeRequests(wire, workflow, stage, requests, sampledCells(requests, stride));
  tally.expectNone();
  expect(requests).toBeGreaterThanOrEqual(3);
});
