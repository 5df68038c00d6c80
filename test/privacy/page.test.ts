import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED_TABLES, NOT_EXPORTED, type PersonExport } from '../../app/records/privacy/person-export.ts';
import { loader as alerts } from '../../app/routes/app.alerts.tsx';
import { loader as customer } from '../../app/routes/app.customers.$customerId.tsx';
import { loader as customers } from '../../app/routes/app.customers._index.tsx';
import { action, loader } from '../../app/routes/app.privacy/route.tsx';
import { useDatabase } from '../support/database.ts';
import { act, load, statusOf } from '../routes/support/call.ts';
import { type SeededShop, seededShop } from '../routes/support/seeded-shop.ts';
import { setMood } from '../routes/support/shopify-stub.ts';

const db = useDatabase();
let shop: SeededShop;
let other: SeededShop;
const DAY_MS = 86_400_000;

const ask = (requestId: string, customerId: number, ago = '1 day', orderIds = '{}') =>
  db.asOwner(`insert into data_request (shop_id, request_id, customer_id, order_ids, asked_at) values ($1, $2, $3, $4, now() - $5::interval) on conflict do nothing`, [shop.shopId, requestId, customerId, orderIds, ago]);

async function download(requestId: string, format: 'json' | 'html', language = 'en'): Promise<string> {
  const { file } = await act(action, shop.domain, '/app/privacy', { intent: 'download', requestId, format, language });
  return file?.content ?? '';
}

const logOf = () => db.asOwner<{ kind: string; customers: number; staff: string }>('select kind, customers, staff from access_log where shop_id = $1 order by entry_id', [shop.shopId]);

beforeAll(async () => {
  shop = await seededShop(db, { shoppers: 60, seed: 3 });
  other = await seededShop(db, { shoppers: 20, seed: 4 });
  const rows = [
    ['tag_run', '(shop_id, tag_run_id, state, reason)', "($1, 1, 'done', 'scored')"],
    ['tag_change', '(shop_id, tag_run_id, customer_id, add, remove, reason, state)', "($1, 1, 1001, array['perennial:stage:active'], '{}', 'scored', 'applied')"],
    ['customer_metafield', '(shop_id, customer_id, stage, state)', "($1, 1001, 'active', 'written')"],
    ['early_order_line', '(shop_id, order_id, line_id, line)', `($1, (select min(order_id) from "order" where shop_id = $1 and customer_id = 1001), 1, '[1,"Cup <b>engraved</b>",1,null,"10"]')`],
    ['order_recheck', '(shop_id, order_id, stale_since)', `($1, (select min(order_id) from "order" where shop_id = $1 and customer_id = 1001), now())`],
    ['code_intent', '(shop_id, intent_key, customer_id, code, percentage, starts_at, ends_at, state)', "($1, 'alert:1', 1001, 'PRN-TEST', 0.1, now(), now(), 'created')"],
    ['code_incident', '(shop_id, kind, code, intent_key, order_id)', "($1, 'used-elsewhere', 'PRN-TEST', 'alert:1', 0)"],
    ['churn_alert', '(shop_id, customer_id, raised_at, risk_score, value_at_risk_minor, cause, state, closed_at, updated_at)', "($1, 1001, now(), 80, 100, 'price', 'dismissed', now(), now())"],
    ['drift', '(shop_id, pass_id, subject, subject_id, was, fields, found_at, repaired_at)', "($1, 1, 'customer', 1001, 'missing', '{}', now(), now())"],
  ];
  for (const [table, columns, values] of rows) await db.asOwner(`insert into ${table} ${columns} values ${values}`, [shop.shopId]);
  await ask('11', 1001);
});

describe('what a shopper asked for', () => {
  it('is everything of every table that knows them by number, as it is stored', async () => {
    const person = JSON.parse(await download('11', 'json')) as PersonExport;
    expect(Object.keys(person.tables).sort()).toEqual([...EXPORTED_TABLES].sort());
    for (const [table, rows] of Object.entries(person.tables)) expect(rows.length, table).toBeGreaterThan(0);
    const [stored] = await db.asOwner<{ orders: string; net: string; risk: number | null }>(
      'select count(*)::text as orders, sum(net_minor)::text as net, (select risk_score from customer_score where shop_id = $1 and customer_id = 1001) as risk from "order" where shop_id = $1 and customer_id = 1001',
      [shop.shopId],
    );
    const orders = person.tables['order'] ?? [];
    expect([String(orders.length), String(orders.reduce((sum, row) => sum + Number(row['net_minor']), 0))]).toEqual([stored?.orders, stored?.net]);
    expect(person.tables['customer_score']?.[0]).toMatchObject({ customer_id: 1001, risk_score: stored?.risk ?? null });
    expect(person.tables['customer_score']?.[0]?.['reasons']).toBeInstanceOf(Array);
    expect(person.tables['customer']).toMatchObject([{ customer_id: 1001, scoring_opt_out: false }]);
    expect(person.scoredBy).toHaveLength(1);
    expect(JSON.stringify(person)).not.toContain('"shop_id"');
    const others = orders.filter((row) => row['customer_id'] !== 1001);
    expect(others).toEqual([]);
  });

  it('leaves no table out: each with the number of a customer or an order is handed out or says why not', async () => {
    const tables = await db.asOwner<{ table: string }>(
      `select distinct c.table_name as table from information_schema.columns c join information_schema.columns s using (table_schema, table_name)
       where c.table_schema = 'public' and s.column_name = 'shop_id' and c.column_name ~ '(customer|order|subject|person)_ids?$'`,
    );
    expect(tables.map(({ table }) => table).filter((table) => !EXPORTED_TABLES.includes(table) && !(table in NOT_EXPORTED))).toEqual([]);
    const all = new Set((await db.asOwner<{ table: string }>("select table_name as table from information_schema.tables where table_schema = 'public'")).map(({ table }) => table));
    expect([...EXPORTED_TABLES, ...Object.keys(NOT_EXPORTED)].filter((table) => !all.has(table))).toEqual([]);
  });

  it.each(['en', 'zh-CN'])('opens as a page in %s, and what is in it is text', async (language) => {
    const page = await download('11', 'html', language);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain('Cup &#60;b&#62;engraved');
    expect(page.match(/<h2>/g)).toHaveLength(EXPORTED_TABLES.length + 1);
    if (language === 'zh-CN') expect(page).toMatch(/\p{Script=Han}/u);
  });

  it('of somebody of whom nothing is kept is an answer too; an order of somebody else is not handed out though it was named', async () => {
    const [theirs] = await db.asOwner<{ order_id: string }>('select order_id from "order" where shop_id = $1 and customer_id = 1002 limit 1', [shop.shopId]);
    await ask('12', 999_999, '1 day', `{${theirs?.order_id}}`);
    const person = JSON.parse(await download('12', 'json')) as PersonExport;
    expect(Object.entries(person.tables).filter(([, rows]) => rows.length > 0).map(([table]) => table)).toEqual(['data_request']);
  });

  it('is listed with the day it is due, and its state; the ones handed over last', async () => {
    await ask('13', 1003, '40 days');
    await act(action, shop.domain, '/app/privacy', { intent: 'handed-over', requestId: '11', done: 'yes' });
    const { requests } = await load(loader, shop.domain, '/app/privacy');
    expect(requests.map(({ requestId, handedOverAtMs }) => [requestId, handedOverAtMs !== null])).toEqual([['13', false], ['12', false], ['11', true]]);
    for (const { askedAtMs, dueAtMs } of requests) expect(dueAtMs - askedAtMs).toBe(30 * DAY_MS);
    expect(requests.find(({ requestId }) => requestId === '12')?.downloadedAtMs).not.toBeNull();
    await act(action, shop.domain, '/app/privacy', { intent: 'handed-over', requestId: '11', done: 'no' });
    expect((await load(loader, shop.domain, '/app/privacy')).requests.every(({ handedOverAtMs }) => handedOverAtMs === null)).toBe(true);
  });

  it('is nobody else’s: another shop gets the answer of a request there is not', async () => {
    const forms: Record<string, string>[] = [{ intent: 'download', requestId: '11', format: 'json', language: 'en' }, { intent: 'handed-over', requestId: '11', done: 'yes' }];
    for (const form of forms) {
      expect(await statusOf(act(action, other.domain, '/app/privacy', form))).toBe(404);
      expect(await statusOf(act(action, shop.domain, '/app/privacy', { ...form, requestId: '404' }))).toBe(404);
      expect(await statusOf(act(action, shop.domain, '/app/privacy', { ...form, requestId: 'x' }))).toBe(400);
    }
    expect((await load(loader, other.domain, '/app/privacy')).requests).toEqual([]);
  });
});

describe('the access log', () => {
  it('has a row for each look at names, each search by name and each download, with who and how many, and nothing of whom', async () => {
    await db.asOwner('delete from access_log where shop_id = $1', [shop.shopId]);
    const list = await load(customers, shop.domain, '/app/customers');
    const shown = Object.keys(await list.names).length;
    await (await load(customer, shop.domain, '/app/customers/1001', { customerId: '1001' })).names;
    await (await load(customers, shop.domain, '/app/customers?q=Shopper 1002')).names;
    await (await load(alerts, shop.domain, '/app/alerts?tab=closed')).names;
    await download('11', 'json');
    const log = await logOf();
    expect(shown).toBeGreaterThan(20);
    expect(log.map(({ kind, customers: count }) => [kind, count])).toEqual([['names', shown], ['names', 1], ['search', 1], ['names', 1], ['names', 1], ['export', 1]]);
    expect(new Set(log.map(({ staff }) => staff))).toEqual(new Set(['1']));
    const [columns] = await db.asOwner<{ names: string }>("select string_agg(column_name, ' ' order by ordinal_position) as names from information_schema.columns where table_name = 'access_log'");
    expect(columns?.names).toBe('shop_id entry_id at staff kind customers');
    const { entries, entryRows } = await load(loader, shop.domain, '/app/privacy');
    expect([entryRows, entries[0]?.kind]).toEqual([log.length, 'export']);
  });

  it('has no row where no name was shown', async () => {
    const before = (await logOf()).length;
    setMood('names-denied');
    await (await load(customers, shop.domain, '/app/customers')).names;
    setMood('willing');
    expect(await logOf()).toHaveLength(before);
  });

  it('comes first: where it cannot be written no name is shown', async () => {
    await db.asOwner('alter table access_log rename to access_log_away');
    const names = await (await load(customer, shop.domain, '/app/customers/1001', { customerId: '1001' })).names;
    await db.asOwner('alter table access_log_away rename to access_log');
    expect(names).toEqual({});
  });
});
