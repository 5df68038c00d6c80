// The world of one schedule: its clock, its chance, the process that is alive in it, and the ledger of what happened.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { seededRandom } from '../../support/seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One life of the app's processes: from a start to a kill. */
export interface Life {
  readonly number: number;
  dead: boolean;
}

/** Something the app does: a job, a request it answers. */
export interface Task {
  readonly name: string;
  readonly life: Life;
}

/** Who is doing what is being done; undefined for the harness itself. */
export const tasks = new AsyncLocalStorage<Task>();

export class World {
  readonly seed: number;
  readonly clock: VirtualClock;
  life: Life = { number: 1, dead: false };
  /** Added to the clock by the machines of the app and of the database. */
  appOffsetMs = 0;
  databaseOffsetMs = 0;
  /** Statements and requests so far. */
  steps = 0;
  /** More was done at one moment than ever comes to an end. */
  endless = false;
  /** While false, no fault is drawn. */
  faultsOn = false;
  readonly fired = new Map<string, number>();
  /** What happened, line by line; the same seed gives the same lines. */
  readonly history: string[] = [];
  private readonly streams = new Map<string, () => number>();

  constructor(seed: number, startMs: number) {
    this.seed = seed;
    this.clock = new VirtualClock(startMs);
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** A number in [0, 1); each purpose has a stream of its own. */
  chance(purpose: string): number {
    let stream = this.streams.get(purpose);
    if (!stream) this.streams.set(purpose, (stream = seededRandom(createHash('sha256').update(`${this.seed}:${purpose}`).digest().readUInt32LE(0))));
    return stream();
  }

  /** A whole number from `least` to `most`, both included. */
  between(purpose: string, least: number, most: number): number {
    return least + Math.floor(this.chance(purpose) * (most - least + 1));
  }

  pick<T>(purpose: string, among: readonly T[]): T {
    const picked = among[Math.floor(this.chance(purpose) * among.length)];
    if (picked === undefined) throw new Error(`Nothing to pick from for ${purpose}.`);
    return picked;
  }

  note(line: string): void {
    this.history.push(`${this.nowMs} ${line}`);
  }

  fire(kind: string, what = ''): void {
    this.fired.set(kind, (this.fired.get(kind) ?? 0) + 1);
    this.note(`fault ${kind}${what ? ` ${what}` : ''}`);
  }
}

const held: { world: World | null } = { world: null };

export function setWorld(world: World | null): void {
  held.world = world;
}

/** Null between schedules. */
export function getWorld(): World | null {
  return held.world;
}

export function world(): World {
  if (!held.world) throw new Error('No schedule is running.');
  return held.world;
}
