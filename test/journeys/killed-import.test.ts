// Kill -9 of the web process, the worker or the database at ten random moments during the import: the same final state.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../app/records/database/embedded-postgres.ts';
import { followProgress, readProgress } from '../demo/progress.ts';
import { type Road, startRoad } from '../demo/road.ts';
import { seededRandom } from '../support/seeded-random.ts';

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of endings) await end();
});

/** What must be the same however often something died: all but the times at which this or that happened. */
const STATE: Record<string, string> = {
  customers: 'select customer_id, created_at, shopify_order_count, own_tags from customer order by 1',
  orders: 'select order_id, name, customer_id, processed_at, cancelled_at, test, financial_status, currency_code, gross_minor, refunded_minor, net_minor, discount_codes from "order" order by 1',
  lines: 'select order_id, lines, line_products from "order" order by 1',
  scores: 'select customer_id, orders, value_minor, recency_score, frequency_score, monetary_score, rfm_group, value_tier, lifecycle_stage, risk_score, lapse_chance, expected_value_minor, reasons from customer_score order by 1',
  alerts: 'select customer_id, risk_score, value_at_risk_minor, cause, reasons, state from churn_alert order by 1',
};

async function stateOf(owner: pg.Pool): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const [name, sql] of Object.entries(STATE)) {
    const { rows } = await owner.query(sql);
    state[name] = `${rows.length} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  }
  return state;
}

async function newRoad(): Promise<{ road: Road; owner: pg.Pool; dataDir: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-kill-'));
  endings.push(() => rm(dataDir, { recursive: true, force: true }));
  const road = await startRoad({ dataDir, storeArgs: ['--shoppers', '3000', '--seed', '11'], storePort: 0, logLevel: 'silent' });
  const owner = new pg.Pool({ connectionString: road.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  endings.unshift(() => owner.end().then(road.stop));
  return { road, owner, dataDir };
}

/** No process has this number. */
const MISSING = 2 ** 30;

/** A process that was just killed is started again first: every kill counts. */
async function killOnceAlive(pid: () => number | undefined): Promise<void> {
  await expect
    .poll(
      () => {
        try {
          return process.kill(pid() ?? MISSING, 'SIGKILL');
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
          throw error;
        }
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(true);
}

const untilDone = (owner: pg.Pool) => followProgress(owner, (progress) => progress.stage === 'done', () => undefined, 240_000);

describe('an import that is killed again and again', () => {
  it('ends in the state of an import that is left alone', { timeout: 600_000 }, async () => {
    const calm = await newRoad();
    await calm.road.install();
    await untilDone(calm.owner);
    const wanted = await stateOf(calm.owner);

    const wild = await newRoad();
    const random = seededRandom(20261122);
    const victims: string[] = [];
    await wild.road.install();
    for (let kills = 0; kills < 10; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 500));
      const victim = (['worker', 'worker', 'web', 'database'] as const)[Math.floor(random() * 4)] ?? 'worker';
      const stage = await readProgress(wild.owner).then((progress) => progress.stage, () => 'unknown');
      if (victim === 'database') {
        const postgres = await startEmbeddedPostgres(wild.dataDir);
        await postgres.stopImmediately();
        await startEmbeddedPostgres(wild.dataDir);
      } else {
        await killOnceAlive(() => wild.road.app.pids()[victim]);
      }
      victims.push(`${victim} while ${stage}`);
    }
    await untilDone(wild.owner);
    expect(await stateOf(wild.owner), `killed: ${victims.join(', ')}`).toEqual(wanted);
    expect(victims.filter((entry) => entry.endsWith('importing')).length, victims.join(', ')).toBeGreaterThanOrEqual(3);
  });
});
