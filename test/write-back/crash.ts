// A process that dies at its N-th step, where a step is a statement or a request. Once dead it does nothing more: its
// connections break (so the server rolls back what was open) and every further step fails, until it is alive again.
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../app/records/db.ts';

const EVERY_STATEMENT = process.env['CRASH_AT'] === 'statements';

export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Crashes {
  /**
   * @param when before the step is done, or after it, before anybody hears of it.
   * @param counts which steps are counted: all of them, or those alone that others can see, a commit or a request. A death at
   * any other statement leaves what a death before the commit leaves, so all are tried only where CRASH_AT=statements asks for it.
   */
  crashAt(step: number, when: 'before' | 'after', counts?: 'all' | 'seen'): void;
  /** A new process takes the place of a dead one, with connections of its own. @returns whether it had died. */
  revive(): boolean;
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/** @param appUrl of the test's database, known once its tests run. */
export function useCrashes(appUrl: () => string): Crashes {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const originalQuery = prototype.query;
  const originalFetch = globalThis.fetch;
  const clients = new Set<pg.Client>();
  let plan: { step: number; when: 'before' | 'after'; counts: 'all' | 'seen' } | null = null;
  let steps = 0;
  let dead = false;

  function die(): Crash {
    dead = true;
    for (const client of clients) {
      const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
      connection.stream.destroy();
    }
    clients.clear();
    return new Crash('the process died');
  }

  async function step<T>(run: () => Promise<T>, seen: boolean): Promise<T> {
    if (dead) throw new Crash('the process is dead');
    const counted = seen || plan?.counts === 'all';
    if (counted) steps += 1;
    const mine = counted && plan?.step === steps ? plan.when : null;
    if (mine === 'before') throw die();
    const result = await run();
    if (mine === 'after') throw die();
    // Another step may have killed the process meanwhile.
    if (dead) throw new Crash('the process is dead');
    return result;
  }

  beforeAll(() => {
    prototype.query = function query(this: pg.Client, ...args) {
      // The queue's own house-keeping and the test's look at the tables are not the process that dies.
      const { application_name: name } = (this as unknown as { connectionParameters: { application_name?: string } }).connectionParameters;
      if (name !== 'perennial') return originalQuery.apply(this, args);
      clients.add(this);
      // Streams and callbacks (the pool's own housekeeping) pass by.
      const callback = typeof args.at(-1) === 'function' || typeof (args[0] as { submit?: unknown } | undefined)?.submit === 'function';
      if (callback || plan === null) return originalQuery.apply(this, args);
      const text = typeof args[0] === 'string' ? args[0] : String((args[0] as { text?: unknown } | undefined)?.text);
      return step(() => originalQuery.apply(this, args) as Promise<unknown>, /^commit/i.test(text));
    };
    globalThis.fetch = (input, init) => (plan === null ? originalFetch(input, init) : step(() => originalFetch(input, init), true));
  });
  afterAll(() => {
    prototype.query = originalQuery;
    globalThis.fetch = originalFetch;
  });

  return {
    crashAt(atStep, when, counts = EVERY_STATEMENT ? 'all' : 'seen') {
      plan = { step: atStep, when, counts };
      steps = 0;
      dead = false;
    },
    revive() {
      const died = dead;
      plan = null;
      dead = false;
      if (died) {
        (globalThis as { perennialDatabase?: unknown }).perennialDatabase = undefined;
        openDatabase(appUrl());
      }
      return died;
    },
  };
}
