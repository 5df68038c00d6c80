// Everything that the app does outside its own memory is a step: a statement, a request. Of the steps that are ready one is
// drawn by the seed and done while nothing else moves; so any interleaving may happen, and the same seed gives the same one.
import { setTimeout as realSleep } from 'node:timers/promises';
import { tasks, type Task, world, type World } from './world.ts';

interface Ready {
  readonly task: Task;
  readonly label: string;
  readonly grant: () => void;
}

/** A statement that has been sent. It may wait for a lock that another task holds. */
interface UnderWay {
  readonly label: string;
  readonly pid: number | null;
  blocked: boolean;
}

/** Of these backends the ones that wait for a lock; set by whoever has a connection to look with. */
let findBlocked: (pids: readonly number[]) => Promise<Set<number>> = () => Promise.resolve(new Set());
export function setBlockedFinder(find: typeof findBlocked): void {
  findBlocked = find;
}

/** What becomes of a step, drawn when it is granted. */
export interface StepFault {
  before?: () => Promise<void> | void;
  after?: () => Promise<void> | void;
}
let drawFault: (label: string, task: Task) => StepFault | null = () => null;
export function setStepFaults(draw: typeof drawFault): void {
  drawFault = draw;
}

const ready: Ready[] = [];
const underWay = new Set<UnderWay>();
let changes = 0;
let wake: (() => void) | null = null;

const BLOCKED_AFTER_MS = 4;
/** Some twenty seconds in which nothing at all changed. */
const STUCK_AFTER_WAITS = 1_000;

function changed(): void {
  changes += 1;
  wake?.();
}

/** For what the dead still wait for. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Counts something that is under way on the real machine, so that the clock waits for it. */
export async function awaited<T>(label: string, run: () => Promise<T>, pid: number | null = null): Promise<T> {
  const mine: UnderWay = { label, pid, blocked: false };
  underWay.add(mine);
  changed();
  try {
    return await run();
  } finally {
    underWay.delete(mine);
    // Whatever was waiting for a lock may have it now.
    for (const other of underWay) other.blocked = false;
    changed();
  }
}

/** @param pid the backend's, for a statement. */
export function step<T>(label: string, run: () => Promise<T>, pid: number | null = null): Promise<T> {
  return inTurn(label, () => awaited(label, run, pid));
}

/** A step that takes its time in the world, not on the machine. */
export function slowStep<T>(label: string, run: () => Promise<T>): Promise<T> {
  return inTurn(label, run);
}

async function inTurn<T>(label: string, run: () => Promise<T>): Promise<T> {
  const task = tasks.getStore();
  if (!task) return run();
  if (task.life.dead) return never();
  await new Promise<void>((grant) => {
    ready.push({ task, label, grant });
    changed();
  });
  const fault = drawFault(label, task);
  if (fault?.before) await fault.before();
  if (isDead(task)) return never();
  const result = await run().catch((error: unknown) => {
    if (isDead(task)) return never<T>();
    throw error;
  });
  if (fault?.after) await fault.after();
  return isDead(task) ? never() : result;
}

const isDead = (task: Task): boolean => task.life.dead;

export function dropReadySteps(): void {
  ready.length = 0;
}

/** Which of two came first may have been the machine's doing: what is drawn from is in an order of its own. */
const byName = (one: Ready, other: Ready) => compare(one.task.name, other.task.name) || compare(one.label, other.label);
const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

const turnOfLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Returns once nothing moves on the real machine but what waits for a lock. */
async function quiet(): Promise<void> {
  for (let waits = 0; ; ) {
    const moving = [...underWay].filter(({ blocked }) => !blocked);
    if (moving.length > 0) {
      const before = changes;
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), realSleep(BLOCKED_AFTER_MS)]);
      wake = null;
      if (changes !== before) continue;
      await markBlocked(moving);
      waits += 1;
      if (waits > STUCK_AFTER_WAITS) throw new Error(`Nothing moves any more; waited for: ${moving.map(({ label }) => label).join(', ')}.`);
      continue;
    }
    const before = changes;
    await turnOfLoop();
    await turnOfLoop();
    if (changes === before) return;
  }
}

async function markBlocked(moving: readonly UnderWay[]): Promise<void> {
  const pids = moving.flatMap(({ pid }) => pid ?? []);
  if (pids.length === 0) return;
  const waiting = await findBlocked(pids);
  for (const one of moving) if (one.pid !== null && waiting.has(one.pid)) one.blocked = true;
}

/** Hooks of the loop: `idle` is called when nothing is left to do at this moment, before the clock moves on. */
export interface Idle {
  /** @returns true when there is something to do now. */
  idle: () => Promise<boolean>;
}

/** Whole schedules take one or two thousand. */
const MOST_STEPS_AT_ONCE = 5_000;

/** Runs the world until `untilMs`, or until `over` says so at a moment when nothing moves. */
export async function runWorld(untilMs: number, whatElse: Idle, over: () => boolean = () => false): Promise<void> {
  const here: World = world();
  let restSteps = here.steps;
  while (!here.endless) {
    await quiet();
    if (ready.length > 0) {
      if (ready.length > 1) ready.sort(byName);
      const place = ready.length === 1 ? 0 : Math.floor(here.chance('turns') * ready.length);
      const [next] = ready.splice(place, 1);
      if (next) here.steps += 1;
      here.endless = here.steps - restSteps > MOST_STEPS_AT_ONCE;
      next?.grant();
      changed();
      continue;
    }
    if (await whatElse.idle()) continue;
    if (over()) return;
    if (!here.clock.advance(untilMs)) return;
    restSteps = here.steps;
  }
}
