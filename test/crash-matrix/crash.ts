// A process that dies at its N-th step, where a step is a statement or a request; or that lives on while a statement fails. Once
// dead it does nothing more: its connections break (so the server rolls back what was open) and every further step fails, until
// it is alive again.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../app/records/db.ts';

const EVERY_STATEMENT = process.env['CRASH_AT'] === 'statements';

/** What the process survives: the connection is lost before or after the statement, the answer is slow, the server stops or refuses. */
export const STATEMENT_FAULTS = ['reset', 'answer-lost', 'late', 'shutdown', 'deadlock'] as const;
export type StatementFault = (typeof STATEMENT_FAULTS)[number];
/** Death before the step is done, or after it, before anybody hears of it; or a fault of one statement. */
export type Strike = 'before' | 'after' | StatementFault;

const LATE_MS = 30;

export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Crashes {
  /**
   * @param counts which steps are counted: all of them, or those alone that others can see, a commit or a request. A death at
   * any other statement leaves what a death before the commit leaves, so all are tried only where CRASH_AT=statements asks for it.
   * A fault of a statement counts no requests: those have their own (request-faults.ts).
   */
  crashAt(step: number, when: Strike, counts?: 'all' | 'seen'): void;
  /** A new process takes the place of a dead one, with connections of its own. @returns whether the step was reached. */
  revive(): boolean;
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

interface Plan {
  readonly step: number;
  readonly when: Strike;
  readonly counts: 'all' | 'seen';
}

export const isDeath = (when: Strike): when is 'before' | 'after' => when === 'before' || when === 'after';

function disconnect(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

/** @param appUrl of the test's database, known once its tests run. */
export function useCrashes(appUrl: () => string): Crashes {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const originalQuery = prototype.query;
  const originalFetch = globalThis.fetch;
  const clients = new Set<pg.Client>();
  let plan: Plan | null = null;
  let steps = 0;
  let struck = false;
  let dead = false;

  function die(): Crash {
    dead = true;
    for (const client of clients) disconnect(client);
    clients.clear();
    return new Crash('the process died');
  }

  /** @returns what happens at this step. */
  function count(seen: boolean): Strike | null {
    if (dead) throw new Crash('the process is dead');
    if (!plan || (plan.counts === 'seen' && !seen)) return null;
    steps += 1;
    if (plan.step !== steps) return null;
    struck = true;
    return plan.when;
  }

  async function step<T>(run: () => Promise<T>, when: Strike | null): Promise<T> {
    if (when === 'before') throw die();
    const result = await run();
    if (when === 'after') throw die();
    // Another step may have killed the process meanwhile.
    if (dead) throw new Crash('the process is dead');
    return result;
  }

  async function statement(client: pg.Client, args: unknown[], when: Strike | null, frame: boolean): Promise<unknown> {
    const ask = (...instead: unknown[]) => originalQuery.apply(client, instead.length > 0 ? instead : args) as Promise<unknown>;
    switch (when) {
      case 'reset':
        disconnect(client);
        return ask();
      case 'answer-lost':
        await ask();
        disconnect(client);
        throw new Error('Connection terminated unexpectedly');
      case 'late':
        await sleep(LATE_MS);
        return ask();
      case 'shutdown':
        return ask('select pg_terminate_backend(pg_backend_pid())');
      case 'deadlock':
        // Nobody is refused the beginning or the end of a transaction for it.
        return frame ? ask() : ask("do $$ begin raise exception 'deadlock detected' using errcode = '40P01'; end $$");
      default:
        return step(ask, when);
    }
  }

  beforeAll(() => {
    prototype.query = function query(this: pg.Client, ...args) {
      // The queue's own house-keeping and the test's look at the tables are not the process that dies.
      const { application_name: name } = (this as unknown as { connectionParameters: { application_name?: string } }).connectionParameters;
      if (name !== 'perennial') return originalQuery.apply(this, args);
      clients.add(this);
      // Streams pass by.
      if (plan === null || typeof (args[0] as { submit?: unknown } | undefined)?.submit === 'function') return originalQuery.apply(this, args);
      const text = typeof args[0] === 'string' ? args[0] : String((args[0] as { text?: unknown } | undefined)?.text);
      const done = typeof args.at(-1) === 'function' ? (args.at(-1) as (error: unknown, result?: unknown) => void) : null;
      const result = (async () => statement(this, done ? args.slice(0, -1) : args, count(/^commit/i.test(text)), /^(?:begin|commit|rollback)/i.test(text)))();
      if (!done) return result;
      // As the pool asks, of whom a statement outside a transaction is asked.
      void result.then((answer) => done(undefined, answer), (error: unknown) => done(error));
      return undefined;
    };
    globalThis.fetch = async (input, init) => {
      if (plan === null) return originalFetch(input, init);
      return step(() => originalFetch(input, init), isDeath(plan.when) ? count(true) : null);
    };
  });
  afterAll(() => {
    prototype.query = originalQuery;
    globalThis.fetch = originalFetch;
  });

  return {
    crashAt(atStep, when, counts = EVERY_STATEMENT ? 'all' : 'seen') {
      plan = { step: atStep, when, counts };
      steps = 0;
      struck = false;
      dead = false;
    },
    revive() {
      plan = null;
      if (dead) {
        dead = false;
        (globalThis as { perennialDatabase?: unknown }).perennialDatabase = undefined;
        openDatabase(appUrl());
      }
      return struck;
    },
  };
}
