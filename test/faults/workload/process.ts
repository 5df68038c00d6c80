// The app's processes in the world: they do jobs and answer requests, they are killed and start again.
import pg from 'pg';
import { forgetMemory } from '../clock/app-globals.ts';
import { dropReadySteps, setStepFaults, type StepFault } from '../clock/steps.ts';
import { type Task, tasks, world } from '../clock/world.ts';
import { cutConnections, failNextStatement, setOutage } from '../database/database-steps.ts';
import type { Kind } from '../kinds/kinds.ts';
import type { FaultPlan } from '../kinds/plan.ts';
import type { JobRunner } from '../queue/runner.ts';

const MINUTE_MS = 60_000;
/** The worker is given so long to finish what it does (app/queue/boss.ts, closeQueue). */
const DRAIN_MS = 25_000;

export interface AppProcess {
  /** Runs something as the app does it. @returns undefined where the process died over it. */
  readonly run: <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;
  /** False while nobody answers. */
  readonly up: () => boolean;
}

/** @param runner of the worker's jobs. */
export function startProcess(runner: JobRunner, plan: FaultPlan): AppProcess {
  let up = true;
  const graves = new Map<object, (() => void)[]>();

  function kill(): void {
    const { life } = world();
    life.dead = true;
    up = false;
    runner.down = true;
    dropReadySteps();
    world().clock.forget(life);
    void cutConnections();
    setOutage(null);
    forgetMemory();
    runner.processDied();
    for (const bury of graves.get(life) ?? []) bury();
    graves.delete(life);
    world().life = { number: life.number + 1, dead: false };
    world().clock.after(world().between('restart', 300, 8_000), () => {
      up = true;
      runner.down = false;
    });
  }

  /** No new jobs; those that run may end. Whoever is not done in time is killed, and its jobs wait to be tried again. */
  function terminate(): void {
    runner.down = true;
    const { life } = world();
    const look = (leftMs: number) => {
      if (life.dead) return;
      if (runner.active === 0 || leftMs <= 0) return kill();
      world().clock.after(500, () => look(leftMs - 500));
    };
    look(DRAIN_MS);
  }

  const drawn = (kind: Kind, what: string) => {
    if (world().chance(`fault ${kind}`) >= plan.chance(kind)) return false;
    world().fire(kind, what);
    return true;
  };
  const short = (label: string) => label.replace(/\s+/g, ' ').trim().slice(0, 60);

  setStepFaults((label, task): StepFault | null => {
    if (!world().faultsOn) return null;
    const statement = !label.startsWith('request ') && !label.startsWith('send a job');
    // A request is where most is at stake: both sides of it are looked at more often.
    const closer = statement ? 1 : 6;
    for (let look = 0; look < closer; look += 1) {
      if (drawn('sigkill', short(label))) return world().chance('side') < 0.5 ? { before: kill } : { after: kill };
    }
    if (drawn('stall', short(label))) return aside(world().between('stall', 5_000, 100_000), world().chance('side') < 0.5);
    if (drawn('sigterm', short(label))) terminate();
    if (drawn('clock-jump', '')) jump();
    if (drawn('postgres-restart', short(label))) return restartPostgres(world().chance('side') < 0.5, statement);
    if (drawn('pool-exhausted', '')) exhaustPool();
    if (drawn('job-twice', task.name)) runner.takeAway(task);
    if (statement && /^\s*(insert|update|delete|select|with|merge)/i.test(label) && !/set_config/.test(label) && drawn('deadlock', short(label))) failNextStatement(world().pick('state', ['40P01', '40001']));
    return null;
  });

  return {
    up: () => up,
    run(name, work) {
      const { life } = world();
      const task: Task = { name, life };
      return new Promise((resolve, reject) => {
        const list = graves.get(life) ?? [];
        graves.set(life, list);
        list.push(() => resolve(undefined));
        tasks.run(task, work).then(resolve, reject);
      });
    },
  };
}

function aside(ms: number, before: boolean): StepFault {
  const wait = () => new Promise<void>((resolve) => void world().clock.after(ms, resolve));
  return before ? { before: wait } : { after: wait };
}

/** The clocks of the app's machine and of the database's go wrong, and are set right after a while. */
function jump(): void {
  const here = world();
  const off = () => here.between('jump', -10, 10) * MINUTE_MS;
  const which = here.pick('jump', ['app', 'database', 'both'] as const);
  const by = off();
  if (which !== 'database') here.appOffsetMs = by;
  if (which !== 'app') here.databaseOffsetMs = which === 'both' ? by : off();
  here.clock.after(here.between('jump', 10_000, 3 * MINUTE_MS), () => {
    here.appOffsetMs = 0;
    here.databaseOffsetMs = 0;
  });
}

/** Connections break, what was not committed is gone, and for some seconds there are none to be had. */
function restartPostgres(before: boolean, statement: boolean): StepFault {
  const restart = () => {
    void cutConnections();
    setOutage(() => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1'), { code: 'ECONNREFUSED' }));
    world().clock.after(world().between('outage', 500, 8_000), () => setOutage(null));
  };
  if (before) return { before: restart };
  return {
    after: () => {
      restart();
      // It was done, and whoever asked for it does not hear of it.
      if (statement) throw new Error('Connection terminated unexpectedly');
    },
  };
}

let poolEmptyUntilMs = 0;

function exhaustPool(): void {
  poolEmptyUntilMs = world().nowMs + world().between('pool', 2_000, 20_000);
}

/** To be called once: while the pool is exhausted whoever asks for a connection waits for its limit and gets none. */
export function installPoolFault(): void {
  type Connect = (this: pg.Pool, callback?: (error: Error) => void) => unknown;
  const prototype = pg.Pool.prototype as unknown as { connect: Connect };
  const { connect } = prototype;
  prototype.connect = function (callback) {
    const task = tasks.getStore();
    if (!task || world().nowMs >= poolEmptyUntilMs || !world().faultsOn) return connect.call(this, callback);
    const failure = new Promise<never>((_resolve, reject) => void world().clock.after(3_000, () => reject(new Error('timeout exceeded when trying to connect')), task.life));
    if (!callback) return failure;
    return void failure.catch((error: Error) => callback(error));
  };
}

export function resetProcessFaults(): void {
  poolEmptyUntilMs = 0;
  setOutage(null);
}
