// What the app's modules see in place of the clock, the timers and the network of the machine. The loader puts a line into
// each of them that takes these; libraries keep the real ones. Date alone is one for all: Prisma fills in dates by itself.
import type { Timer } from './virtual-clock.ts';
import { getWorld, tasks } from './world.ts';

const RealDate = Date;

function appNowMs(): number {
  const world = getWorld();
  return world ? world.nowMs + world.appOffsetMs : RealDate.now();
}

/** Date with the present of the world. */
export function installVirtualDate(): void {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [appNowMs()] : given, newTarget) as object,
    get: (target, name) => (name === 'now' ? appNowMs : (Reflect.get(target, name) as unknown)),
  });
}

/** Time limits of libraries (Prisma's of a transaction) go by the machine's clock, on which nothing of the app's takes long; how long depends on what else it does. */
const LIMIT_MS = 5_000;
const NEVER_MS = 2 ** 31 - 1;

export function liftLimitsOfLibraries(): void {
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = Object.assign((run: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) => real(run, tasks.getStore() && (delayMs ?? 0) >= LIMIT_MS ? NEVER_MS : delayMs, ...args), real) as typeof real;
}

/** The machine's own time, for measuring the harness. */
export const realNowMs = (): number => RealDate.now();

function virtualTimer(run: () => void, delayMs: number): Timer | null {
  const world = getWorld();
  const task = tasks.getStore();
  if (!world || task?.life.dead) return null;
  // What the timer does belongs to whoever set it.
  return world.clock.after(delayMs, task ? () => tasks.run(task, run) : run, task?.life ?? world.life);
}

type Cleared = { timer: Timer | null };

const setTimeoutVirtually = (run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): Cleared => ({ timer: virtualTimer(() => run(...args), delayMs) });

function setIntervalVirtually(run: () => void, everyMs: number): Cleared {
  const handle: Cleared = { timer: null };
  const again = () => {
    handle.timer = virtualTimer(() => {
      again();
      run();
    }, everyMs);
  };
  again();
  return handle;
}

function clearVirtually(handle: Cleared | undefined): void {
  if (handle?.timer) getWorld()?.clock.cancel(handle.timer);
  if (handle) handle.timer = null;
}

/** As setTimeout of node:timers/promises. */
export function sleepVirtually(delayMs: number): Promise<void> {
  return new Promise((resolve) => void virtualTimer(resolve, delayMs));
}

function abortAfter(delayMs: number): AbortSignal {
  const controller = new AbortController();
  virtualTimer(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delayMs);
  return controller.signal;
}

const forgetful: (() => void)[] = [];

/** A new process knows nothing of what the old one kept in memory. */
export function forgetMemory(): void {
  for (const forget of forgetful) forget();
}

export interface AppGlobals {
  setTimeout: typeof setTimeoutVirtually;
  clearTimeout: typeof clearVirtually;
  setInterval: typeof setIntervalVirtually;
  clearInterval: typeof clearVirtually;
  performance: { now: () => number };
  AbortSignal: { timeout: (delayMs: number) => AbortSignal; any: (signals: AbortSignal[]) => AbortSignal };
  fetch: typeof fetch;
  /** For the loader: what a module keeps in memory is forgotten by this. */
  onForget: (forget: () => void) => void;
}

/** To be called before any module of the app is loaded. */
export function installAppGlobals(fetchVirtually: typeof fetch): void {
  const globals: AppGlobals = {
    setTimeout: setTimeoutVirtually,
    clearTimeout: clearVirtually,
    setInterval: setIntervalVirtually,
    clearInterval: clearVirtually,
    performance: { now: () => getWorld()?.nowMs ?? performance.now() },
    AbortSignal: { timeout: abortAfter, any: (signals) => AbortSignal.any(signals) },
    fetch: fetchVirtually,
    onForget: (forget) => void forgetful.push(forget),
  };
  (globalThis as { faultsApp?: AppGlobals }).faultsApp = globals;
}
