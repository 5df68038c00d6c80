// Many schedules, one after the other, in one process and one database.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startWorker } from '../../app/worker.ts';
import { realNowMs } from './clock/app-globals.ts';
import { setBlockedFinder } from './clock/steps.ts';
import { cutConnections, HARNESS_CONNECTION, setBackendEnder } from './database/database-steps.ts';
import { type FaultsDatabase, prepareDatabase } from './database/prepare.ts';
import { KINDS } from './kinds/kinds.ts';
import { fingerprintOfBystander, placeBystander } from './oracle/effects.ts';
import { runSchedule, type Verdict } from './schedule.ts';

export interface Summary {
  readonly schedules: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unexpected: number;
  readonly unsettled: number;
  readonly firedByKind: Readonly<Record<string, number>>;
  readonly failingSeeds: readonly number[];
  readonly seconds: number;
}

export interface RunOptions {
  readonly seeds: Iterable<number>;
  /** A PostgreSQL server to use; one of its own where it is left out. */
  readonly serverUrl?: string;
  /** Told of each verdict; false ends the run. */
  readonly onVerdict?: (verdict: Verdict) => boolean | void;
}

export const isFine = ({ lost, doubled, unexpected, unsettled }: Verdict) => lost.length + doubled.length + unexpected.length + unsettled.length === 0;

export async function runSchedules({ seeds, serverUrl, onVerdict }: RunOptions): Promise<Summary> {
  const beganMs = realNowMs();
  const database = await prepareDatabase(serverUrl);
  try {
    return await runIn(database, seeds, onVerdict, beganMs);
  } catch (error) {
    // Told at once: closing the database breaks connections, whose errors would come first.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    throw error;
  } finally {
    await database.close();
  }
}

async function runIn(database: FaultsDatabase, seeds: Iterable<number>, onVerdict: RunOptions['onVerdict'], beganMs: number): Promise<Summary> {
  const owner = new pg.Client({ connectionString: database.ownerUrl, ...HARNESS_CONNECTION });
  await owner.connect();
  // Looks on while statements of the app, or the harness's own, are under way.
  const looker = new pg.Client({ connectionString: database.ownerUrl, ...HARNESS_CONNECTION });
  await looker.connect();
  setBlockedFinder(async (pids) => {
    // So long that whoever waits in a circle has been found out: the one who closed it.
    const { rows } = await looker.query<{ pid: number }>("select pid from pg_locks where not granted and pid = any($1::int[]) and pg_catalog.clock_timestamp() - waitstart > interval '3 ms'", [pids]);
    return new Set(rows.map(({ pid }) => pid));
  });
  setBackendEnder(async (pids) => {
    await looker.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
    while ((await looker.query('select 1 from pg_stat_activity where pid = any($1::int[])', [pids])).rows.length > 0) await sleep(2);
  });
  // The worker as it is; its queue is the schedules' own (loader/hooks.ts).
  await startWorker(database.appUrl);
  await placeBystander(owner);
  const untouched = await fingerprintOfBystander(owner);
  const fired: Record<string, number> = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  const failingSeeds: number[] = [];
  const counts = { schedules: 0, lost: 0, doubled: 0, unexpected: 0, unsettled: 0 };
  for (const seed of seeds) {
    const verdict = await runSchedule(owner, seed).catch((error: unknown) => {
      throw new Error(`Seed ${seed} did not end: ${String(error)}`, { cause: error });
    });
    counts.schedules += 1;
    for (const name of ['lost', 'doubled', 'unexpected', 'unsettled'] as const) counts[name] += verdict[name].length;
    for (const [kind, times] of verdict.fired) fired[kind] = (fired[kind] ?? 0) + times;
    if (!isFine(verdict)) failingSeeds.push(seed);
    if (onVerdict?.(verdict) === false) break;
  }
  // Looked at once for all: with a finding, halve the seeds.
  if ((await fingerprintOfBystander(owner)) !== untouched) counts.unexpected += 1;
  // Connections of the dead are nobody's to give back.
  await cutConnections();
  await owner.end();
  await looker.end();
  return { ...counts, firedByKind: fired, failingSeeds, seconds: Math.round((realNowMs() - beganMs) / 100) / 10 };
}

