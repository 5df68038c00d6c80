// Stands in for pg-boss in app/queue: the same policy (stately: for one key at most one job waits, one waits to be tried again
// and one runs), the same transactions, but no timers and no polling of its own: queue/runner.ts takes the jobs on the world's
// clock. The loader puts it in pg-boss's place.
import pg from 'pg';
import { HARNESS_CONNECTION } from '../database/database-steps.ts';
import { awaited, slowStep } from '../clock/steps.ts';
import { getWorld, tasks } from '../clock/world.ts';
import { jobsSent } from './jobs-sent.ts';

export { fromPrisma } from 'pg-boss';

export interface FakeJob {
  id: string;
  name: string;
  data: unknown;
  signal: AbortSignal;
  retryCount: number;
}

export interface Worker {
  readonly concurrency: number;
  readonly handle: (jobs: FakeJob[]) => Promise<void>;
}

interface SendOptions {
  singletonKey?: string;
  startAfter?: Date;
  db?: { executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> };
}

/** What the worker process has said it will do. */
export const workers = new Map<string, Worker>();
export const schedules = new Map<string, { cron: string; data: unknown }>();

const SEND = `insert into pgboss.faults_job (name, key, data, start_after) values ($1, $2, $3::jsonb, coalesce($4::timestamptz, virtual.now()))
  on conflict (name, key, state) do nothing returning id`;

export class PgBoss {
  private readonly pool: pg.Pool;

  constructor(options: { connectionString: string }) {
    this.pool = new pg.Pool({ connectionString: options.connectionString, max: 20, ...HARNESS_CONNECTION });
    this.pool.on('error', () => undefined);
  }

  on(): void {
    // Errors of its own it has none.
  }

  async start(): Promise<this> {
    return this;
  }

  async stop(): Promise<void> {
    await this.pool.end();
  }

  async supervise(): Promise<void> {
    // The runner itself finds the jobs of the dead.
  }

  async createQueue(): Promise<void> {
    // One table holds them all.
  }

  async updateQueue(): Promise<void> {
    // As createQueue.
  }

  async send(name: string, data: unknown, options: SendOptions = {}): Promise<string | null> {
    const values = [name, options.singletonKey ?? '', JSON.stringify(data ?? {}), options.startAfter?.toISOString() ?? null];
    jobsSent.changed = true;
    if (options.db) return idOf((await options.db.executeSql(SEND, values)).rows);
    const world = getWorld();
    const now = world ? new Date(world.nowMs + world.databaseOffsetMs).toISOString() : null;
    return slowStep('send a job', async () => {
      // The queue's connections are its own: the app's may be exhausted.
      const client = await awaited('connect to the queue', () => tasks.exit(() => this.pool.connect()));
      try {
        // The same job in a transaction that is still open holds this one up, as it would the app's own.
        const { processID } = client as unknown as { processID: number };
        return idOf((await awaited('send a job', () => client.query(SEND, [...values.slice(0, 3), values[3] ?? now]), processID)).rows);
      } finally {
        client.release();
      }
    });
  }

  /** One statement, of the form of pg-boss's own: the app puts it into its own. */
  async insert(name: string, jobs: readonly object[], { db }: Required<Pick<SendOptions, 'db'>>): Promise<void> {
    const text = `WITH ins AS (
      insert into pgboss.faults_job (name, key, data, start_after) select '${name}', "singletonKey", data, virtual.now() from json_to_recordset($1::text::json) as x (data jsonb, "singletonKey" text)
      on conflict (name, key, state) do nothing returning id)
      SELECT id FROM ins`;
    await db.executeSql(text, [JSON.stringify(jobs)]);
  }

  async work(name: string, options: { localConcurrency?: number }, handle: Worker['handle']): Promise<string> {
    workers.set(name, { concurrency: options.localConcurrency ?? 1, handle });
    return name;
  }

  async schedule(name: string, cron: string, data: unknown): Promise<void> {
    schedules.set(name, { cron, data });
  }
}

function idOf(rows: unknown[]): string | null {
  const [row] = rows as { id?: string | number | bigint }[];
  return row?.id === undefined ? null : String(row.id);
}
