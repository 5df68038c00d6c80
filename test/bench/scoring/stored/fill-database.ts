// The store as it lies in a database: in the app's own tables, and in a narrow one with the index that serves SQL best.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { setupQueue } from '../../../../app/queue/boss.ts';
import { startEmbeddedPostgres } from '../../../../app/records/database/embedded-postgres.ts';
import { setupDatabase } from '../../../../app/records/database/setup-database.ts';
import { FIRST_CUSTOMER_ID } from '../history-of-store.ts';
import type { StoreColumns } from '../simulated-store.ts';

export const SHOP_ID = 1n;

export interface StoreDatabase {
  readonly appUrl: string;
  readonly owner: pg.Client;
}

/** Settings for both sides; nothing is taken from durability. */
const SETTINGS = ['shared_buffers=4GB', 'max_wal_size=16GB', 'checkpoint_timeout=1h'];

function* inPieces(lines: Generator<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* customerLines({ customers }: StoreColumns): Generator<string> {
  for (let i = 0; i < customers; i += 1) yield `${SHOP_ID}\t${FIRST_CUSTOMER_ID + i}\t2020-01-01\t2020-01-01\n`;
}

function* orderLines({ customer, atMs, cents, cancelled }: StoreColumns): Generator<string> {
  for (let row = 0; row < customer.length; row += 1) {
    const at = new Date(atMs[row]!).toISOString();
    yield `${SHOP_ID}\t${row + 1}\t#${row + 1}\t${FIRST_CUSTOMER_ID + customer[row]!}\t${at}\t${at}\t${at}\t${cancelled[row] === 1 ? at : '\\N'}\tPAID\tUSD\t${cents[row]}\t${cents[row]}\n`;
  }
}

async function copyIn(owner: pg.Client, into: string, lines: Generator<string>): Promise<void> {
  await pipeline(Readable.from(inPieces(lines)), owner.query(copyFrom(`copy ${into} from stdin`)));
}

export async function withStoreDatabase<T>(store: StoreColumns, say: (text: string) => void, work: (database: StoreDatabase) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-bench-'));
  // Anybody may look in: PostgreSQL runs as a user of its own where we are root.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres(dataDir, { settings: SETTINGS });
  const owner = new pg.Client({ connectionString: postgres.url });
  try {
    const appUrl = await setupDatabase(postgres.url, 'bench', setupQueue);
    await owner.connect();
    say(`${store.customer.length} orders into tables …`);
    await owner.query("insert into shop (shop_id, domain, currency_code) overriding system value values ($1, 'bench.myshopify.com', 'USD')", [SHOP_ID.toString()]);
    await copyIn(owner, 'customer (shop_id, customer_id, created_at, updated_at)', customerLines(store));
    await copyIn(owner, '"order" (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, financial_status, currency_code, gross_minor, net_minor)', orderLines(store));
    await owner.query(`create table sale as select customer_id as customer, (processed_at at time zone 'UTC')::date - date '1970-01-01' as day, net_minor::int as cents, cancelled_at is not null as cancelled from "order"`);
    await owner.query('create index on sale (customer, day) include (cents) where not cancelled');
    await owner.query('vacuum (analyze)');
    await owner.query('checkpoint');
    return await work({ appUrl, owner });
  } finally {
    await owner.end();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
