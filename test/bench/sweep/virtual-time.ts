// The app's modules on a clock that moves only when nothing is left to do: an hour of Shopify's bucket takes as long as the work
// in it, and the figures do not depend on the machine. PostgreSQL and the queue are real and keep their own time.
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { installAppGlobals } from '../../faults/clock/app-globals.ts';
import { setWorld, World } from '../../faults/clock/world.ts';

const TEST = pathToFileURL(path.resolve(import.meta.dirname, '../..')).href;
const APP = pathToFileURL(path.resolve(import.meta.dirname, '../../../app')).href + '/';
const FRONT = 'const { setTimeout, clearTimeout, setInterval, clearInterval, performance, AbortSignal, fetch } = globalThis.faultsApp; ';

let moving = 0;

function counted<A extends unknown[]>(original: (...args: A) => unknown) {
  return function (this: unknown, ...args: A): unknown {
    const last = args.at(-1);
    moving += 1;
    const ended = () => void (moving -= 1);
    if (typeof last === 'function') {
      const callback = last as (...answer: unknown[]) => void;
      const wrapped = (...answer: unknown[]) => {
        ended();
        callback(...answer);
      };
      return original.apply(this, [...args.slice(0, -1), wrapped] as A);
    }
    const result = original.apply(this, args);
    if (result instanceof Promise) result.then(ended, ended);
    else ended();
    return result;
  };
}

/** To be called once, before any module of the app is loaded. @param fetchVirtually the app's way out to Shopify. */
export function installVirtualTime(fetchVirtually: typeof fetch): World {
  const world = new World(1, Date.now());
  setWorld(world);
  installAppGlobals(fetchVirtually);
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'node:timers/promises' && context.parentURL?.startsWith(APP) ? `${TEST}/faults/loader/timers-promises.ts` : specifier, context),
    load(url, context, next) {
      const loaded = next(url, context);
      return url.startsWith(APP) && url.endsWith('.ts') ? { ...loaded, source: `${FRONT}${typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()}` } : loaded;
    },
  });
  const clients = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const pools = pg.Pool.prototype as unknown as { connect: (...args: unknown[]) => unknown };
  clients.query = counted(clients.query);
  pools.connect = counted(pools.connect);
  return world;
}

const turnOfLoop = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Streams and compressed bodies take some turns of the loop between two statements. */
const STILL_TURNS = 4;

/** Lets the world go on until the work is done. */
export async function whileTimePasses<T>(world: World, work: Promise<T>): Promise<T> {
  const state: { over: boolean } = { over: false };
  const settled = work.finally(() => (state.over = true));
  settled.catch(() => undefined);
  let still = 0;
  while (!state.over) {
    await turnOfLoop();
    still = moving === 0 ? still + 1 : 0;
    if (still < STILL_TURNS) continue;
    still = 0;
    if (!world.clock.advance(Number.MAX_SAFE_INTEGER)) throw new Error('Nothing moves any more, and the work is not done.');
  }
  return settled;
}
