// Takes jobs from the table on the world's clock, as pg-boss does on the machine's: starts what is due, as many of a name as the
// worker allows, tries again what failed (2 s, doubling, up to 300 s), and takes jobs from workers that died or fell silent.
import { CronExpressionParser } from 'cron-parser';
import type pg from 'pg';
import type { Timer } from '../clock/virtual-clock.ts';
import { tasks, type Task, world } from '../clock/world.ts';
import { queuePolicies } from '../../../app/queue/job-contracts.ts';
import { schedules, workers } from './fake-boss.ts';
import { jobsSent } from './jobs-sent.ts';

/** pg-boss looks for workers that fell silent about once a minute; ours beat every 20 s. */
const SILENCE_MS: [number, number] = [20_000, 60_000];
const LONGEST_RETRY_MS = 300_000;

interface Row {
  id: string;
  name: string;
  key: string;
  data: unknown;
  state: 'created' | 'retry';
  start_after: Date;
  retry_count: number;
}

interface Running {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly retryCount: number;
  readonly abort: AbortController;
  readonly task: Task;
}

const keyOf = ({ name, key }: { name: string; key: string }) => `${name} ${key}`;

export class JobRunner {
  /** No jobs are taken while the worker is down. */
  down = false;
  /** Jobs that came to the end of their retries. */
  readonly failed: { name: string; error: string }[] = [];
  private waiting: Row[] = [];
  private readonly running = new Map<string, Running>();
  private wakeup: Timer | null = null;
  private readonly due = new Set<string>();
  private readonly owner: pg.Client;
  private readonly crons: { name: string; nextMs: number }[] = [];

  constructor(owner: pg.Client) {
    this.owner = owner;
    jobsSent.changed = true;
    for (const name of schedules.keys()) this.crons.push({ name, nextMs: this.nextOf(name, world().nowMs) });
  }

  private nextOf(name: string, afterMs: number): number {
    return CronExpressionParser.parse(schedules.get(name)?.cron ?? '', { currentDate: new Date(afterMs), tz: 'UTC' }).next().getTime();
  }

  /** Nothing is done, and nothing waits but what is set for much later. */
  get quiet(): boolean {
    const soonMs = world().nowMs + 4 * 60_000;
    return this.running.size === 0 && this.pendingWrites.length === 0 && !this.waiting.some(({ start_after: due }) => due.getTime() < soonMs);
  }

  /** To be called when nothing moves. @returns true when a job was started. */
  async idle(): Promise<boolean> {
    if ((await this.settleWrites()) || (await this.fireSchedules())) return true;
    if (jobsSent.changed) {
      jobsSent.changed = false;
      const { rows } = await this.owner.query<Row>("select id, name, key, data, state, start_after, retry_count from pgboss.faults_job where state in ('created', 'retry') order by start_after, id");
      this.waiting = rows;
    }
    if (this.down) return false;
    const nowMs = world().nowMs + world().databaseOffsetMs;
    for (const row of this.waiting) {
      if (row.start_after.getTime() > nowMs) continue;
      if (!this.due.has(row.id)) {
        // It is noticed after a moment.
        this.due.add(row.id);
        world().clock.after(world().between('pick up', 1, row.name === 'apply-webhooks' ? 2_500 : 400), () => void this.ripe.add(row.id));
      }
    }
    for (const row of this.waiting) if (this.ripe.has(row.id) && (await this.start(row))) return true;
    this.wakeAt();
    return false;
  }

  private readonly ripe = new Set<string>();
  /** The rows that say "active", also those of the dead whose silence is not noticed yet: one of the same key waits for them. */
  private readonly taken = new Map<string, string>();

  private wakeAt(): void {
    const nowMs = world().nowMs + world().databaseOffsetMs;
    const later = this.waiting.map((row) => row.start_after.getTime()).filter((ms) => ms > nowMs);
    const crons = this.crons.map(({ nextMs }) => nextMs);
    const next = Math.min(...later.map((ms) => ms - world().databaseOffsetMs), ...crons);
    if (this.wakeup) world().clock.cancel(this.wakeup);
    this.wakeup = Number.isFinite(next) ? world().clock.after(next - world().nowMs, () => undefined) : null;
  }

  private async fireSchedules(): Promise<boolean> {
    let fired = false;
    for (const cron of this.crons) {
      if (cron.nextMs > world().nowMs) continue;
      cron.nextMs = this.nextOf(cron.name, world().nowMs);
      if (this.down) continue;
      await this.owner.query("insert into pgboss.faults_job (name, key, data, start_after) values ($1, '', $2, $3) on conflict do nothing", [
        cron.name,
        JSON.stringify(schedules.get(cron.name)?.data ?? {}),
        new Date(world().nowMs + world().databaseOffsetMs),
      ]);
      jobsSent.changed = fired = true;
    }
    return fired;
  }

  private async start(row: Row): Promise<boolean> {
    const worker = workers.get(row.name);
    if (!worker) throw new Error(`No worker takes the job ${row.name}.`);
    const ofName = [...this.running.values()].filter(({ name, task }) => name === row.name && !task.life.dead);
    if (ofName.length >= worker.concurrency || [...this.taken.values()].includes(keyOf(row))) return false;
    const { rowCount } = await this.owner.query(
      `update pgboss.faults_job j set state = 'active' where id = $1 and state in ('created', 'retry')
         and not exists (select from pgboss.faults_job a where a.name = j.name and a.key = j.key and a.state = 'active')`,
      [row.id],
    );
    if (!rowCount) return false;
    this.taken.set(row.id, keyOf(row));
    this.ripe.delete(row.id);
    this.due.delete(row.id);
    this.waiting = this.waiting.filter(({ id }) => id !== row.id);
    const abort = new AbortController();
    const task: Task = { name: row.name, life: world().life };
    const run: Running = { id: row.id, name: row.name, key: row.key, retryCount: row.retry_count, abort, task };
    this.running.set(row.id, run);
    world().note(`job ${row.name} ${row.key} try ${row.retry_count}`);
    void tasks
      .run(task, () => worker.handle([{ id: row.id, name: row.name, data: row.data, signal: abort.signal, retryCount: row.retry_count }]))
      .then(
        () => this.ended(run, null),
        (error: unknown) => this.ended(run, error instanceof Error ? error.message : String(error)),
      );
    return true;
  }

  private ended(run: Running, error: string | null): void {
    if (run.task.life.dead || this.running.get(run.id) !== run) return;
    this.running.delete(run.id);
    world().note(`job ${run.name} ${run.key} ${error === null ? 'done' : `failed: ${error.split('\n').at(-1) ?? ''}`}`);
    this.later(() => (error === null ? this.remove(run) : this.putBack(run, error)));
  }

  private readonly pendingWrites: (() => Promise<void>)[] = [];

  /** Written when nothing else moves, so that it has its place in the order of things. */
  private later(write: () => Promise<void>): void {
    this.pendingWrites.push(write);
  }

  private async settleWrites(): Promise<boolean> {
    const writes = this.pendingWrites.splice(0);
    for (const write of writes) await write();
    return writes.length > 0;
  }

  private async remove({ id }: Running): Promise<void> {
    this.taken.delete(id);
    await this.owner.query('delete from pgboss.faults_job where id = $1', [id]);
  }

  /** As pg-boss: waits to be tried again, unless one of the same key does already or the tries are used up. */
  private async putBack(run: Running, error: string): Promise<void> {
    const policy = queuePolicies[run.name as keyof typeof queuePolicies];
    const waitMs = Math.min(LONGEST_RETRY_MS, policy.retryDelaySeconds * 1000 * 2 ** run.retryCount);
    if (run.retryCount >= policy.retryLimit) {
      this.failed.push({ name: run.name, error });
      return this.remove(run);
    }
    this.taken.delete(run.id);
    await this.owner.query(
      `with gone as (delete from pgboss.faults_job where id = $1 returning *)
       insert into pgboss.faults_job (name, key, data, state, start_after, retry_count, created_on) select name, key, data, 'retry', $2, retry_count + 1, created_on from gone
       on conflict do nothing`,
      [run.id, new Date(world().nowMs + world().databaseOffsetMs + waitMs)],
    );
    jobsSent.changed = true;
  }

  /** The process died: nobody hears of its jobs until their silence is noticed. */
  processDied(): void {
    for (const run of [...this.running.values()]) {
      this.running.delete(run.id);
      world().clock.after(world().between('silence', ...SILENCE_MS), () => this.later(() => this.putBack(run, 'the worker fell silent')));
    }
  }

  /** A job is taken from a worker that is slow but lives: it will run twice. @returns false when none runs. */
  takeAway(task: Task): boolean {
    const run = [...this.running.values()].find((one) => one.task === task);
    if (!run) return false;
    this.running.delete(run.id);
    this.later(() => this.putBack(run, 'expired'));
    world().clock.after(world().between('abort', 0, 30_000), () => run.abort.abort());
    return true;
  }

  get active(): number {
    return this.running.size;
  }
}
