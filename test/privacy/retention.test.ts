// Time goes by: what has been kept long enough is gone, table by table, and what is still of use stays.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ShopId } from '../../app/records/db.ts';
import { deleteOld, RETENTION } from '../../app/records/privacy/retention.ts';
import { forgetOldAt } from '../../app/sync/privacy/forget-old.ts';
import { useDatabase } from '../support/database.ts';

const DAY_MS = 86_400_000;
const db = useDatabase();
const never = new AbortController().signal;

interface Column {
  table: string;
  name: string;
  udt: string;
  needed: boolean;
}

let columns: Column[];
const tenantTables = () => [...new Set(columns.filter(({ name, table }) => name === 'shop_id' && table !== 'shop').map(({ table }) => table))];

/** What makes a row over and done with, where a date alone does not. */
const FINAL: Record<string, string> = { kind: "'orders'", state: "'done'", outcome: "'applied'", tag_run_id: '1', pass_id: '1', reason: "'scored'" };

/** One row in every table, as old as `at` in every respect. */
async function fill(shopId: ShopId, at: string, number: number): Promise<void> {
  const value: Record<string, string> = { int8: String(number), int4: String(number), text: `'x${number}'`, bool: 'false', jsonb: "'{}'", float8: '1', numeric: '0.1', timestamptz: `'${at}'`, date: `'${at}'`, bytea: "''", _text: "'{}'", _int8: "'{}'" };
  for (const table of tenantTables()) {
    const filled = columns.filter((column) => column.table === table && column.name !== 'shop_id' && !(column.name in FINAL && column.name === 'error') && (column.needed || /_at$|^at$|_on$/.test(column.name)));
    const given = ({ name, udt }: Column) => (name === 'touched_customer_ids' ? 'null' : (FINAL[name] ?? value[udt] ?? 'null'));
    await db.asOwner(`insert into "${table}" (shop_id, ${filled.map(({ name }) => `"${name}"`).join(', ')}) values (${shopId}, ${filled.map(given).join(', ')}) on conflict do nothing`);
  }
}

const countOf = async (table: string, shopId: ShopId) => (await db.asOwner<{ n: number }>(`select count(*)::int as n from "${table}" where shop_id = $1`, [shopId]))[0]?.n ?? 0;

beforeAll(async () => {
  columns = await db.asOwner<Column>(
    `select table_name as table, column_name as name, udt_name as udt, is_nullable = 'NO' and (column_default is null or column_default like 'nextval%' or column_default like '%1970%') as needed
     from information_schema.columns where table_schema = 'public' and table_name not like '\\_prisma%' order by ordinal_position`,
  );
});

describe('retention', () => {
  it('has an entry for every table of a shop, and for no other', () => {
    expect(Object.keys(RETENTION).sort()).toEqual(tenantTables().filter((table) => table !== 'shop_session').sort());
  });

  it('after 401 days leaves nothing of what is kept for a time, but the newest of its kind', async () => {
    const { shopId } = await db.newShop();
    const nowMs = Date.UTC(2026, 5, 15);
    await fill(shopId, new Date(nowMs).toISOString(), 1);
    for (const table of tenantTables()) expect(await countOf(table, shopId), table).toBe(1);
    await forgetOldAt(nowMs + DAY_MS, never);
    for (const table of tenantTables()) expect(await countOf(table, shopId), table).toBe(1);
    await fill(shopId, new Date(nowMs + 400 * DAY_MS).toISOString(), 2);
    await forgetOldAt(nowMs + 401 * DAY_MS, never);
    const kept = new Set(Object.entries(RETENTION).filter(([, { days }]) => days === null).map(([table]) => table));
    // A run whose number stands twice, and a scoring, which is one of the last thirty, are looked at elsewhere.
    const elsewhere = ['scoring_run', 'tag_run', 'tag_change', 'tag_bulk', 'reconcile_pass'];
    for (const table of tenantTables()) if (!kept.has(table) && !elsewhere.includes(table)) expect(await countOf(table, shopId), table).toBe(1);
    for (const table of kept) expect(await countOf(table, shopId), table).toBeGreaterThanOrEqual(1);
  });

  it('keeps the last thirty scorings, before them the last of each month, and none over 400 days', async () => {
    const { shopId } = await db.newShop();
    const nowMs = Date.UTC(2027, 5, 20, 12);
    await db.asOwner(`insert into scoring_run (shop_id, started_at, finished_at, as_of) select $1, d, d, d from generate_series($2::timestamptz - interval '500 days', $2::timestamptz, interval '1 day') d`, [shopId, new Date(nowMs)]);
    await deleteOld(shopId, nowMs, () => undefined, 37);
    const left = await db.asOwner<{ day: string }>("select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day from scoring_run where shop_id = $1 order by run_id", [shopId]);
    expect(left).toHaveLength(30 + 12);
    expect(left.slice(0, 13).map(({ day }) => day)).toEqual(['2026-05-31', '2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30', '2026-10-31', '2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-22']);
  });

  it('empties what could not be understood long before it forgets that it came', async () => {
    const { shopId } = await db.newShop();
    const nowMs = Date.UTC(2027, 0, 1);
    await db.asOwner(`insert into webhook_inbox (shop_id, topic, event_id, applied_at, body, outcome) select $1, 'orders/updated', 'e' || n, $2::timestamptz - n * interval '1 day', '{}', 'failed: not JSON' from unnest(array[29, 31, 91]) n`, [shopId, new Date(nowMs)]);
    await db.asOwner("insert into webhook_inbox (shop_id, topic, event_id, body) values ($1, 'orders/updated', 'waits', '{}')", [shopId]);
    await deleteOld(shopId, nowMs, () => undefined);
    expect(await db.asOwner('select event_id, body is null as empty from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).toEqual([{ event_id: 'e29', empty: false }, { event_id: 'e31', empty: true }, { event_id: 'waits', empty: false }]);
  });

  it('ends between two batches when the worker stops, and goes on the next time', async () => {
    const { shopId } = await db.newShop();
    const nowMs = Date.now();
    await db.asOwner("insert into access_log (shop_id, at, staff, kind, customers) select $1, now() - interval '401 days', '1', 'names', 1 from generate_series(1, 25)", [shopId]);
    let batches = 0;
    const stopAtThird = () => {
      batches += 1;
      if (batches > Object.keys(RETENTION).length - 3) throw new Error('stopped');
    };
    await expect(deleteOld(shopId, nowMs, stopAtThird, 1)).rejects.toThrow('stopped');
    expect(await countOf('access_log', shopId)).toBeGreaterThan(0);
    await deleteOld(shopId, nowMs, () => undefined, 10);
    expect(await countOf('access_log', shopId)).toBe(0);
  });
});
