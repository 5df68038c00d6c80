// Nine operations in four contexts on every tenant table, on connections that know nothing of our code: only the right
// context sees or touches rows, and only its own.
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, inShop, inShopBulk, openDatabase, sharedPool } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { findTenantTables, insertOf, inOrderOfReferences, type TenantTable } from './support/tenant-rows.ts';

const db = useDatabase({ queue: false });
let tables: TenantTable[];
let bare: pg.Client;
let mine: bigint;
let other: bigint;
let third: bigint;

beforeAll(async () => {
  [mine, other, third] = (await Promise.all([db.newShop(), db.newShop(), db.newShop()])).map(({ shopId }) => shopId) as [bigint, bigint, bigint];
  tables = await inOrderOfReferences(db, await findTenantTables(db));
  for (const table of tables) for (const shopId of [mine, other]) await db.asOwner(insertOf(table, shopId));
  bare = new pg.Client({ connectionString: db.appUrl });
  await bare.connect();
});
afterAll(() => bare.end());

type Context = 'right' | 'wrong' | 'empty' | 'unset';
const CONTEXTS: readonly Context[] = ['right', 'wrong', 'empty', 'unset'];
const settingOf = (context: Context) => ({ right: String(mine), wrong: String(third), empty: '', unset: null })[context];

/** In a transaction that is undone. */
async function within<T>(context: Context, work: () => Promise<T>): Promise<T> {
  await bare.query('begin');
  try {
    const setting = settingOf(context);
    if (setting !== null) await bare.query("select set_config('perennial.shop_id', $1, true)", [setting]);
    return await work();
  } finally {
    await bare.query('rollback');
  }
}

const shopsIn = (result: pg.QueryResult) => result.rows.map((row: { shop_id: string }) => BigInt(row.shop_id));
const refusal = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof Error && /row-level security/.test(error.message) ? 'refused' : String(error)));

const copyOut = async (what: string) => (await text(bare.query(copyTo(`copy ${what} to stdout`)))).split('\n').filter(Boolean).map(BigInt);

/** What is seen or touched: a list of shops, or how often somebody else's row was refused. */
const OPERATIONS: Record<string, (table: TenantTable, context: Context) => Promise<unknown>> = {
  select: async ({ name }) => shopsIn(await bare.query(`select shop_id from "${name}"`)),
  // In the right context another shop's row, in the others one of the shop that the row is of.
  insert: async (table, context) => refusal(bare.query(insertOf(table, context === 'right' ? other : mine))),
  update: async ({ name }) => shopsIn(await bare.query(`update "${name}" set shop_id = shop_id returning shop_id`)),
  delete: async ({ name }) => shopsIn(await bare.query(`delete from "${name}" returning shop_id`)),
  upsert: async (table, context) => refusal(bare.query(`${insertOf(table, context === 'right' ? other : mine)} on conflict (${table.primaryKey.join(', ')}) do update set shop_id = excluded.shop_id`)),
  join: async ({ name }) => shopsIn(await bare.query(`select t.shop_id from shop s left join "${name}" t on t.shop_id = s.shop_id where t.shop_id is not null`)),
  aggregate: async ({ name }) => (await bare.query<{ shops: string[] | null }>(`select array_agg(shop_id order by shop_id) filter (where shop_id is not null) as shops from "${name}"`)).rows[0]?.shops?.map(BigInt) ?? [],
  // Of a table with partitions COPY gives out nothing but by a query.
  copy: async ({ name }) => [...new Set([...(await copyOut(`"${name}" (shop_id)`)), ...(await copyOut(`(select shop_id from "${name}")`))])],
  // A condition that fails on any row of another shop must never meet one; a query inside a function sees no more than one outside.
  'raw SQL': async ({ name }) => {
    const careless = shopsIn(await bare.query(`select shop_id from "${name}" where 1 / (case when shop_id = ${other} then 0 else 1 end) = 1`));
    const { rows } = await bare.query<{ xml: string }>(`select query_to_xml('select shop_id from "${name}"', false, false, '')::text as xml`);
    const nested = [...(rows[0]?.xml ?? '').matchAll(/<shop_id>(\d+)</g)].map(([, id]) => BigInt(id ?? 0));
    expect(nested).toEqual(careless);
    return careless;
  },
};

describe('every tenant table', () => {
  it('shows and gives its rows to the right context alone: nine operations in four contexts', async () => {
    let probes = 0;
    const wrong: string[] = [];
    for (const table of tables) {
      for (const [operation, probe] of Object.entries(OPERATIONS)) {
        for (const context of CONTEXTS) {
          probes += 1;
          const seen = await within(context, () => probe(table, context)).catch(String);
          const writes = operation === 'insert' || operation === 'upsert';
          const wanted = writes ? 'refused' : context === 'right' ? String(mine) : '';
          if (String(seen) !== wanted) wrong.push(`${table.name}, ${operation}, ${context}: ${String(seen)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tables.length).toBeGreaterThan(15);
    expect(probes).toBe(36 * tables.length);
    for (const table of tables) expect(await db.asOwner(`select 1 from "${table.name}" where shop_id = any($1)`, [[mine, other]]), table.name).toHaveLength(2);
  });

  it('takes a key that another shop has, as if that shop were not there', async () => {
    await bare.query('begin');
    await bare.query("select set_config('perennial.shop_id', $1, true)", [String(third)]);
    for (const table of tables) await bare.query(insertOf(table, third));
    for (const table of tables) expect(shopsIn(await bare.query(`select shop_id from "${table.name}"`)), table.name).toEqual([third]);
    await bare.query('rollback');
  });

  it('refuses COPY into it, a role that is not ours, and tells nothing by the statistics of its columns', async () => {
    await db.asOwner('analyze');
    const refused = /permission denied|must be (owner|superuser)|not supported|row-level security/;
    for (const { name } of tables) await expect(within('right', () => bare.query(`copy "${name}" from program 'true'`)), name).rejects.toThrow(refused);
    for (const statement of ['set role postgres', 'set session authorization postgres', 'alter role perennial_app bypassrls']) await expect(within('right', () => bare.query(statement))).rejects.toThrow(/permission denied/);
    // With row security off a statement fails where a row would have been hidden; it never shows one.
    for (const { name } of tables) await expect(within('right', () => bare.query('set local row_security = off').then(() => bare.query(`select 1 from "${name}"`))), name).rejects.toThrow(/row-level security/);
    const { rows } = await bare.query<{ tablename: string }>("select distinct tablename from pg_stats where schemaname = 'public'");
    expect(rows.map(({ tablename }) => tablename).filter((tablename) => tables.some(({ name }) => name === tablename))).toEqual([]);
  });
});

describe('the shop key', () => {
  it.each(['Upper.myshopify.com', 'slash.myshopify.com/', ' space.myshopify.com', 'dot.myshopify.com.', 'port.myshopify.com:443', 'other.shopify.com', 'x.myshopify.io', '-dash.myshopify.com', 'ünïcode.myshopify.com', '.myshopify.com', 'a\n.myshopify.com', 'myshopify.com', 'evil.com#.myshopify.com', ''])(
    'is stored in its one form only: "%s" is not',
    async (domain) => {
      await expect(db.asOwner('insert into shop (domain) values ($1)', [domain])).rejects.toThrow(/check constraint/);
    },
  );
});

describe('a pool of five connections', () => {
  it('never carries a shop over to the next: 20 shops, 2,000 transactions, aborted ones among them', async () => {
    const shops = await Promise.all(Array.from({ length: 20 }, async () => (await db.newShop()).shopId));
    for (const shopId of shops) await db.asOwner("insert into customer (shop_id, customer_id, created_at, updated_at) values ($1, $2, now(), now())", [shopId, 7_000_000n + shopId]);
    await closeDatabase();
    openDatabase(db.appUrl, { max: 5 });
    const random = seededRandom(4);
    const seen = { right: 0, foreign: 0, aborted: 0, unbound: 0 };
    const count = (shopId: bigint, rows: readonly { shop_id: unknown }[]) => {
      for (const row of rows) seen[BigInt(String(row.shop_id)) === shopId ? 'right' : 'foreign'] += 1;
    };
    const abort = /division by zero/;
    async function once(): Promise<void> {
      const shopId = shops[Math.floor(random() * shops.length)] ?? 0n;
      const way = random();
      if (way < 0.4) count(shopId, await inShopBulk(shopId, async (connection) => (await connection.query('select shop_id::text from customer')).rows as { shop_id: string }[]));
      else if (way < 0.8) count(shopId, await inShop(shopId, (tx) => tx.$queryRaw<{ shop_id: bigint }[]>`select shop_id from customer`));
      else if (way < 0.9) {
        await expect(inShop(shopId, (tx) => tx.$queryRaw`select 1 / (customer_id - customer_id) from customer`)).rejects.toThrow(abort);
        seen.aborted += 1;
      } else {
        await expect(inShopBulk(shopId, (connection) => connection.query('select 1 / 0 from customer'))).rejects.toThrow(abort);
        seen.aborted += 1;
      }
    }
    await Promise.all(
      Array.from({ length: 25 }, async () => {
        for (let at = 0; at < 80; at += 1) {
          await once();
          if (at % 8 === 0) seen.unbound += (await sharedPool().query('select 1 from customer')).rowCount ?? 0;
        }
      }),
    );
    expect(seen.aborted).toBeGreaterThan(300);
    expect(seen).toEqual({ right: 2_000 - seen.aborted, foreign: 0, aborted: seen.aborted, unbound: 0 });
  });
});
