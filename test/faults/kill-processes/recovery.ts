// How long a job stands still whose worker, or whose database, was taken away: until that work runs again, in whichever process: as
// this job, or as another one of the same name and key, which does the same (queue/boss.ts, "stately"). Read from the queue's own table while it happens. The queue does not tell which worker has a job, so the time counts from
// the first blow, to anybody, after the job's last sign of life: never too short.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_MS = 250;
/** Workers give a sign of life for each job every ten seconds: what is silent for longer is dead. */
const SILENT_MS = 12_000;
const TIMES = `name || ' ' || coalesce(singleton_key, id::text) as work, extract(epoch from started_on)::float8 * 1000 as "startedMs", extract(epoch from greatest(started_on, heartbeat_on))::float8 * 1000 as "aliveMs", output -> 'value' ->> 'message' as why`;

interface Attempt {
  readonly id: string;
  readonly name: string;
  /** The same for all jobs that do the same. */
  readonly work: string;
  readonly state: string;
  readonly tries: number;
  readonly startedMs: number;
  readonly aliveMs: number;
  /** What its last try came to, where that failed. */
  readonly why: string | null;
}

/** In the queue's words: nobody worked at it any more, or its process ended over it. */
const LEFT_ALONE = /heartbeat timeout|shut down/;

export interface Recovery {
  readonly job: string;
  /** What was done to whom. */
  readonly blow: Blow;
  readonly seconds: number;
}

export type Blow = 'kill' | 'end';

export class RecoveryWatch {
  /** Known once the watch is over. */
  recoveries: Recovery[] = [];
  /** What was cut off: by which blow, and when the same job ran again. */
  private readonly cut: { attempt: Attempt; blow: Blow; atMs: number }[] = [];
  private readonly starts = new Map<string, Set<number>>();
  private readonly blows: { blow: Blow; atMs: number }[] = [];
  private readonly known = new Map<string, Attempt>();
  private readonly reasons = new Map<string, string>();
  private silent = false;
  private over = false;
  private readonly looking: Promise<void>;
  private readonly owner: pg.Pool;

  constructor(owner: pg.Pool) {
    this.owner = owner;
    this.looking = this.keepLooking();
  }

  /** Something is killed, or told to end, just now. */
  noteBlow(blow: Blow): void {
    this.blows.push({ blow, atMs: Date.now() });
  }

  /** Whether a job is at work that gives no sign of life, or none could be missed yet since the last blow. */
  isWaiting(): boolean {
    const lastMs = this.blows.at(-1)?.atMs ?? 0;
    return Date.now() < lastMs + SILENT_MS || this.silent;
  }

  async end(): Promise<void> {
    this.over = true;
    await this.looking;
    const { rows } = await this.owner.query<Attempt>(`select id::text, name, state::text, retry_count as tries, ${TIMES} from pgboss.job where id = any($1::uuid[])`, [[...this.known.keys()]]);
    for (const attempt of rows) this.see(attempt);
    const { rows: all } = await this.owner.query<Pick<Attempt, 'work' | 'startedMs'>>(`select name, ${TIMES} from pgboss.job where started_on is not null`);
    for (const one of all) this.noteStart(one);
    this.recoveries = this.cut.map(({ attempt, blow, atMs }) => {
      const again = Math.min(...[...(this.starts.get(attempt.work) ?? [attempt.startedMs])].filter((startedMs) => startedMs > atMs));
      return { job: attempt.name, blow, seconds: Number(((again - atMs) / 1000).toFixed(1)) };
    });
  }

  private noteStart({ work, startedMs }: Pick<Attempt, 'work' | 'startedMs'>): void {
    this.starts.set(work, (this.starts.get(work) ?? new Set()).add(startedMs));
  }

  private async keepLooking(): Promise<void> {
    while (!this.over) {
      await sleep(LOOK_MS);
      try {
        const { rows } = await this.owner.query<Attempt>(`select id::text, name, state::text, retry_count as tries, ${TIMES} from pgboss.job where state in ('active', 'retry')`);
        const active = rows.filter(({ state }) => state === 'active');
        for (const attempt of active) this.see(attempt);
        for (const { id, state, why } of rows) if (state === 'retry' && why !== null) this.reasons.set(id, why);
        this.silent = active.some(({ aliveMs }) => aliveMs < Date.now() - SILENT_MS);
      } catch {
        // The database is away: the next look sees what has come of it.
      }
    }
  }

  private see(attempt: Attempt): void {
    this.noteStart(attempt);
    const before = this.known.get(attempt.id);
    if (before && attempt.tries > before.tries) {
      const found = this.blows.find(({ atMs }) => atMs > before.aliveMs && atMs < attempt.startedMs);
      // A job that failed by itself is not one that was cut off.
      const leftAlone = LEFT_ALONE.test(this.reasons.get(attempt.id) ?? attempt.why ?? '');
      if (found && (leftAlone || found.blow === 'kill')) this.cut.push({ attempt, blow: found.blow, atMs: found.atMs });
    }
    this.known.set(attempt.id, attempt);
    this.reasons.delete(attempt.id);
  }
}
