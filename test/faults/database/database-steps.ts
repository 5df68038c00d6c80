// Makes a step of each statement that the app sends, tells the connection what time it is, and can take connections away.
import pg from 'pg';
import { awaited, step } from '../clock/steps.ts';
import { getWorld, tasks } from '../clock/world.ts';
import { jobsSent } from '../queue/jobs-sent.ts';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
interface Inside {
  processID: number | null;
  connectionParameters: { application_name?: string };
  connection: { stream: { destroy(): void } };
  toldMs?: number | undefined;
  /** A transaction that was begun and of which the server has not heard yet: it hears of it with the first statement. */
  begun?: boolean | undefined;
}
const inside = (client: pg.Client) => client as unknown as Inside;

/** The app's connections: those of its pool and of its queue. */
const HARNESS = 'perennial-faults';
export const HARNESS_CONNECTION = { application_name: HARNESS };

const clients = new Set<pg.Client>();
const prototype = pg.Client.prototype as unknown as { query: Query; connect: Query };
const query = prototype.query;
const connect = prototype.connect;
const TELLS_TIME = /now\(|clock_timestamp|insert|merge/i;

/** While not null, no connection can be had. */
let outage: (() => Error) | null = null;
export function setOutage(error: (() => Error) | null): void {
  outage = error;
}

/** What a statement meets instead of being done: an error of the server's, within the open transaction. */
let nextError: string | null = null;
export function failNextStatement(sqlState: string): void {
  nextError = sqlState;
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : ((given as { text?: string } | undefined)?.text ?? '');
}

const BEGUN = { command: 'BEGIN', rowCount: null, oid: 0, rows: [], fields: [] };
const BINDS_SHOP = /set_config\('perennial\.shop_id'/;

/** The number of the shop that a statement binds its transaction to. */
function shopOf(args: unknown[]): string | null {
  const values = (args[0] as { values?: unknown[] } | undefined)?.values ?? (args[1] as unknown[] | undefined);
  const [shop] = Array.isArray(values) ? values : [];
  return /^\d+$/.test(String(shop)) ? String(shop) : null;
}

const names = new Map<string, string>();

/** The same statement, by a name: the server parses and plans it once for each connection. What has no parameters stays as it is. */
function prepared(text: string, args: unknown[]): unknown[] {
  const [first, second, ...rest] = args;
  const given = typeof first === 'string' ? { text, values: second } : (first as { values?: unknown; name?: string });
  if (!Array.isArray(given.values) || given.values.length === 0 || 'name' in given) return args;
  let name = names.get(text);
  if (!name) names.set(text, (name = `s${names.size}`));
  return typeof first === 'string' ? [{ ...given, name }, ...rest] : [{ ...given, name }, second, ...rest];
}

async function send(client: pg.Client, text: string, args: unknown[]): Promise<unknown> {
  const world = getWorld();
  const mine = inside(client);
  if (mine.begun) {
    mine.begun = false;
    const time = world ? `set local virtual.now = '${new Date(world.nowMs + world.databaseOffsetMs).toISOString()}'; ` : '';
    mine.toldMs = world ? world.nowMs + world.databaseOffsetMs : undefined;
    const shop = BINDS_SHOP.test(text) ? shopOf(args) : null;
    // One round trip for what every transaction begins with.
    await query.call(client, `begin; ${time}${shop ? `select set_config('perennial.shop_id', '${shop}', true)` : ''}`);
    if (shop) return { command: 'SELECT', rowCount: 1, oid: 0, rows: [], fields: [] };
  }
  if (nextError !== null) {
    const state = nextError;
    nextError = null;
    await query.call(client, `do $$ begin raise exception 'planted by the schedule' using errcode = '${state}'; end $$`);
  }
  const now = world ? world.nowMs + world.databaseOffsetMs : 0;
  if (/^\s*(rollback|commit)/i.test(text)) mine.toldMs = undefined;
  else if (world && mine.toldMs !== now && TELLS_TIME.test(text)) {
    mine.toldMs = now;
    // In a transaction that failed it cannot be told; the statement will not be done either.
    await (query.call(client, `set virtual.now = '${new Date(now).toISOString()}'`) as Promise<unknown>).catch(() => undefined);
  }
  if (text.includes('faults_job')) jobsSent.changed = true;
  return query.call(client, ...prepared(text, args));
}

/** Connections come about one after the other: which of two is there first is not the machine's to say. */
let lastConnected: Promise<void> = Promise.resolve();

/** To be called once. */
export function installDatabaseSteps(): void {
  prototype.connect = function (this: pg.Client, ...args) {
    if (inside(this).connectionParameters.application_name === HARNESS) return connect.apply(this, args);
    const callback = args.at(-1);
    if (typeof callback !== 'function') return awaited('connect', () => connect.apply(this, args) as Promise<unknown>);
    const done = callback as (error?: Error) => void;
    const failure = outage?.();
    if (failure) return void process.nextTick(done, failure);
    clients.add(this);
    this.once('end', () => clients.delete(this));
    lastConnected = lastConnected.then(() => new Promise<void>((resolve) => connect.call(this, (error?: Error) => (resolve(), done(error)))));
    void awaited('connect of the app', () => lastConnected);
  };
  prototype.query = function (this: pg.Client, ...args) {
    const first = args[0] as { submit?: unknown; once?: (name: string, then: () => void) => void } | undefined;
    if (inside(this).connectionParameters.application_name === HARNESS || !tasks.getStore()) return query.apply(this, args);
    if (typeof first?.submit === 'function') {
      void awaited('copy', () => new Promise<void>((resolve) => void ['finish', 'error', 'close'].forEach((name) => first.once?.(name, resolve))));
      return query.apply(this, args);
    }
    const callback = typeof args.at(-1) === 'function' ? (args.pop() as (error: unknown, result?: unknown) => void) : null;
    const text = textOf(args[0]);
    if (/^begin\b/i.test(text)) {
      inside(this).begun = true;
      inside(this).toldMs = undefined;
      if (!callback) return Promise.resolve(BEGUN);
      return void process.nextTick(callback, null, BEGUN);
    }
    if (inside(this).begun && /^(rollback|commit)/i.test(text)) {
      inside(this).begun = false;
      if (!callback) return Promise.resolve(BEGUN);
      return void process.nextTick(callback, null, BEGUN);
    }
    const result = step(text, () => send(this, text, args), inside(this).processID);
    if (!callback) return result;
    result.then(
      (value) => callback(null, value),
      (error: unknown) => callback(error),
    );
  };
}

/** Ends these backends, and returns when what they held is free; set by whoever has a connection to do it with. */
let endBackends: (pids: readonly number[]) => Promise<void> = () => Promise.resolve();
export function setBackendEnder(end: typeof endBackends): void {
  endBackends = end;
}

/** Cuts the app's connections, as a network or a server that goes down does. The world waits until the server has noticed. */
export async function cutConnections(): Promise<void> {
  const pids = [...clients].flatMap((client) => inside(client).processID ?? []);
  for (const client of clients) inside(client).connection.stream.destroy();
  clients.clear();
  if (pids.length > 0) await awaited('connections end', () => endBackends(pids));
}
