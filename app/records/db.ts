// The only way to a tenant table: a transaction bound to one shop. Row-level security reads the shop from the transaction,
// so a statement that forgets it sees nothing, and a pooled connection carries nothing over to the next request.
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '@prisma/client';
import pg from 'pg';
import { KEEP_ALIVE, noticeSilence } from './database/connection-limits.ts';

export { KEEP_ALIVE };

export type ShopId = bigint;

/** Everyday reads and writes of one shop, in one transaction. */
export type ShopTx = Prisma.TransactionClient;

interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
}

// One per process, also where the web bundle and the server each carry a copy of this module.
const held = globalThis as { perennialDatabase?: Database };

/** Called once at start, with the connection string of the app's own role. */
export function openDatabase(appUrl: string, options: { max?: number } = {}): void {
  if (held.perennialDatabase) throw new Error('The database is open already.');
  const pool = new pg.Pool({ connectionString: appUrl, max: options.max ?? 10, application_name: 'perennial', ...KEEP_ALIVE });
  // An idle connection that breaks is replaced by the pool; the next query on it reports whatever is really wrong.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', (error) => takeBack(client, error));
    noticeSilence(client);
  });
  held.perennialDatabase = { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

/**
 * A connection that breaks in somebody's hands fails their next statement. It is taken from them here and now: without a
 * listener the process would end, and Prisma's adapter (6.19) never gives back the connection of a transaction that broke,
 * so that the pool would run dry.
 */
function takeBack(client: pg.PoolClient, error: Error): void {
  const { release } = client;
  client.release = () => undefined;
  try {
    release.call(client, error);
  } catch {
    // It lay idle: the pool has thrown it away already, and says so.
  }
}

export async function closeDatabase(): Promise<void> {
  const open = held.perennialDatabase;
  held.perennialDatabase = undefined;
  if (!open) return;
  await open.prisma.$disconnect();
  if (!open.pool.ended) await open.pool.end();
}

function database(): Database {
  if (!held.perennialDatabase) throw new Error('The database is not open: call openDatabase first.');
  return held.perennialDatabase;
}

/** The registry: shops and their sessions. No tenant table can be read through it, for no shop is set. */
export function registry(): Pick<PrismaClient, 'shop' | 'shopSession'> {
  return database().prisma;
}

/** The pool, for statements that belong to no tenant: health checks and the queue. */
export function sharedPool(): pg.Pool {
  return database().pool;
}

/**
 * Runs `work` in one transaction that sees the rows of this shop alone.
 *
 * @param timeoutMs after this the transaction is rolled back.
 */
export async function inShop<T>(shopId: ShopId, work: (tx: ShopTx) => Promise<T>, timeoutMs = 30_000): Promise<T> {
  return database().prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('perennial.shop_id', ${shopId.toString()}, true)`;
      return work(tx);
    },
    { timeout: timeoutMs, maxWait: 10_000 },
  );
}

/** As inShop, on a bare connection: for COPY, MERGE and other bulk statements. */
export async function inShopBulk<T>(shopId: ShopId, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await database().pool.connect();
  try {
    await connection.query('begin');
    await connection.query("select set_config('perennial.shop_id', $1, true)", [shopId.toString()]);
    const result = await work(connection);
    await connection.query('commit');
    connection.release();
    return result;
  } catch (error) {
    // A connection in doubt is closed, not returned: the server rolls back what it had begun.
    connection.release(true);
    throw error;
  }
}
