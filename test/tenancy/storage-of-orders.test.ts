// The rows of "order" are kept in storage."order", where row-level security does not stand, so that COPY may write there. What the
// app's role can do there is no more than the policy of "order" lets it: add rows to the shop that its transaction is bound to.
import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });
const COLUMNS = 'order_id, name, processed_at, created_at, updated_at, currency_code, gross_minor, net_minor';
const VALUES = "'#1', now(), now(), now(), 'USD', 1, 1";
const LINE = '\t#1\t2026-01-01\t2026-01-01\t2026-01-01\tUSD\t1\t1\n';
let bare: pg.Client;
let mine: bigint;
let other: bigint;

beforeAll(async () => {
  [mine, other] = (await Promise.all([db.newShop(), db.newShop()])).map(({ shopId }) => shopId) as [bigint, bigint];
  for (const shopId of [mine, other]) await db.asOwner(`insert into "order" (shop_id, ${COLUMNS}) values ($1, 7, ${VALUES})`, [shopId]);
  bare = new pg.Client({ connectionString: db.appUrl });
  await bare.connect();
});
afterAll(() => bare.end());

/** In a transaction that is undone. */
async function within<T>(setting: string | null, work: () => Promise<T>): Promise<T> {
  await bare.query('begin');
  try {
    if (setting !== null) await bare.query("select set_config('perennial.shop_id', $1, true)", [setting]);
    return await work();
  } finally {
    await bare.query('rollback');
  }
}

async function copyIn(columns: string, lines: string): Promise<void> {
  const stream = bare.query(copyFrom(`copy storage."order" (${columns}) from stdin`));
  const ended = once(stream, 'finish');
  stream.end(lines);
  await ended;
}

const placed = async () => (await bare.query<{ place: string }>(`select shop_id || ':' || order_id as place from "order" order by shop_id, order_id`)).rows.map(({ place }) => place);

it('nothing is all there but the rows of orders, and every one is seen through its policy alone', async () => {
  const tables = await db.asOwner("select c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'storage' and c.relkind not in ('i', 't')");
  expect(tables).toEqual([{ relname: 'order', relkind: 'r' }]);
  expect(await db.asOwner("select inhparent::regclass::text as door, inhrelid::regclass::text as kept from pg_inherits where inhparent = '\"order\"'::regclass")).toEqual([{ door: '"order"', kept: 'storage."order"' }]);
});

it('the app may insert there, all but the shop, and do nothing else', async () => {
  const whole = await db.asOwner("select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p where has_table_privilege('perennial_app', 'storage.order', p)");
  expect(whole).toEqual([]);
  const rights = await db.asOwner<{ right: string; name: string }>("select privilege_type as right, column_name as name from information_schema.column_privileges where table_schema = 'storage' and grantee in ('perennial_app', 'PUBLIC') order by 2");
  const columns = await db.asOwner<{ name: string }>("select column_name as name from information_schema.columns where table_schema = 'public' and table_name = 'order' and column_name <> 'shop_id' order by 1");
  expect(rights).toEqual(columns.map(({ name }) => ({ right: 'INSERT', name })));
  const refused = [
    'select 1 from storage."order"', 'select count(*) from storage."order"', 'update storage."order" set name = name', 'delete from storage."order"', 'truncate storage."order"',
    'copy storage."order" to stdout', 'copy storage."order" (order_id) to stdout', 'lock table storage."order" in exclusive mode', 'alter table storage."order" alter shop_id drop default', 'create trigger t before insert on storage."order" execute function f()',
    `insert into storage."order" (${COLUMNS}) values (8, ${VALUES}) returning order_id`,
    `insert into storage."order" (${COLUMNS}) values (7, ${VALUES}) on conflict (shop_id, order_id) do update set name = 'x'`,
    `merge into storage."order" o using (select 7 as id) s on o.order_id = s.id when matched then delete`,
    'alter table "order" detach partition storage."order"', 'create table storage.mine (n int)',
  ];
  for (const statement of refused) for (const setting of [String(mine), null]) await expect(within(setting, () => bare.query(statement)), statement).rejects.toThrow(/permission denied|must be owner/);
});

it("what is inserted there is the transaction's shop's: no other shop can be named, and without one there is no row", async () => {
  for (const shopId of [mine, other]) {
    await expect(within(String(mine), () => bare.query(`insert into storage."order" (shop_id, ${COLUMNS}) values (${shopId}, 8, ${VALUES})`))).rejects.toThrow(/permission denied/);
    await expect(within(String(mine), () => copyIn(`shop_id, ${COLUMNS}`, `${shopId}\t8${LINE}`))).rejects.toThrow(/permission denied/);
  }
  for (const setting of ['', 'x', null]) {
    await expect(within(setting, () => bare.query(`insert into storage."order" (${COLUMNS}) values (8, ${VALUES})`)), String(setting)).rejects.toThrow(/invalid input syntax|unrecognized configuration/);
    await expect(within(setting, () => copyIn(COLUMNS, `8${LINE}`)), String(setting)).rejects.toThrow(/invalid input syntax|unrecognized configuration/);
  }
  const seen = await within(String(mine), async () => {
    await copyIn(COLUMNS, `8${LINE}9${LINE}`);
    await bare.query(`insert into storage."order" (${COLUMNS}) values (10, ${VALUES})`);
    return placed();
  });
  expect(seen).toEqual([7, 8, 9, 10].map((id) => `${mine}:${id}`));
  // The other shop's order 7 is no obstacle, the own one is.
  await expect(within(String(mine), () => copyIn(COLUMNS, `7${LINE}`))).rejects.toThrow(/duplicate key/);
  expect(await db.asOwner('select shop_id::text, order_id::text from "order" where shop_id = any($1) order by 1', [[mine, other]])).toEqual([mine, other].map((shopId) => ({ shop_id: String(shopId), order_id: '7' })));
});
