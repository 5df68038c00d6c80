// Two hundred people with a mark in every field come in by every road, and are erased: of none of them is there a mark in any
// table of any schema, in the log or in a file, nor after everything about them is delivered once more.
import { setTimeout as sleep } from 'node:timers/promises';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewAlerts } from '../../app/campaigns/alerts/review-alerts.ts';
import { makeLogger } from '../../app/log.server.ts';
import { inShop, type ShopId } from '../../app/records/db.ts';
import { getShopSettings, scoringSettings } from '../../app/records/shop-settings.ts';
import { computeMovement, askForMovement } from '../../app/scoring/move-segments.ts';
import { scoreCustomers } from '../../app/scoring/score-customers.ts';
import { scoreShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { useExportServer } from '../sync/support/export-server.ts';
import { applyAll } from '../sync/support/inbox.ts';
import { importAll } from '../sync/support/run-import.ts';
import { send } from '../sync/support/sign.ts';
import { everythingIn, findIn } from './everything.ts';
import { ANY_MARK, askForData, askToErase, exportFiles, FIRST_ID, FIRST_ORDER_ID, type Person, personOf, webhooksAbout } from './marked-people.ts';

const PEOPLE = 200;
const erased = Array.from({ length: PEOPLE }, (_, index) => personOf(index));
/** Stays: so that finding nothing is not finding nothing because nothing is looked at. */
const bystander: Person = personOf(PEOPLE);
const ofErased = (mark: string) => !mark.startsWith(`zq${PEOPLE}x`);
const numbers = new Set(erased.flatMap(({ customerId, orderIds }) => [customerId, ...orderIds]).map(String));

const db = useDatabase();
const shopify = useExportServer();
const logged: string[] = [];
const context = { signal: new AbortController().signal, retryCount: 0 };
const held = globalThis as { perennialLog?: unknown };
const before = held.perennialLog;
let files: string;
let shopId: ShopId;
let domain: string;

async function deliver(people: readonly Person[], second: number): Promise<void> {
  const statuses = await Promise.all(people.flatMap((person) => webhooksAbout(person, domain, second)).map(send));
  expect(new Set(statuses)).toEqual(new Set([200]));
}

/** What fails waits; here it does not. */
async function applyEverything(): Promise<void> {
  await applyAll(shopId);
  await db.asOwner('update webhook_inbox set retry_at = now() where retry_at is not null');
  await applyAll(shopId);
}

const jobs = () => db.asOwner<{ name: string; data: { customerIds: string[] } }>("select name, data from pgboss.job where data ? 'customerIds'");

/** Works through what the queue was told, and leaves some of it done, failed and waiting. */
async function workTheQueue(): Promise<void> {
  const shop = shopId.toString();
  await scoreShop({ shopId: shop, because: 'import' }, context);
  const asked = await jobs();
  for (const { data } of asked.filter(({ name }) => name === 'score-customers').slice(0, 2)) await scoreCustomers({ shopId: shop, customerIds: data.customerIds });
  await reviewAlerts({ shopId: shop });
  await db.asOwner("update pgboss.job set state = 'completed', completed_on = now(), output = data where name = 'score-customers'");
  await db.asOwner("update pgboss.job set state = 'active', started_on = now() where name = 'review-alerts'");
}

/** Rows that only Shopify's answers would bring: of one person in every table that knows customers or orders by number. */
async function fillByNumber(): Promise<void> {
  const tables = await db.asOwner<{ table: string; column: string; udt: string }>(
    `select table_name as table, column_name as column, udt_name as udt from information_schema.columns c where table_schema = 'public' and column_name ~ '(customer|order|subject)_id'
       and exists (select from information_schema.columns s where s.table_schema = 'public' and s.table_name = c.table_name and s.column_name = 'shop_id') order by 1, 2`,
  );
  for (const table of new Set(tables.map((row) => row.table))) {
    // Filled by the import and the scoring; what is packed cannot be made up.
    if (['tombstone', 'customer', 'order', 'data_request', 'webhook_inbox', 'history_chunk', 'segment_chunk'].includes(table)) continue;
    const needed = await db.asOwner<{ name: string; udt: string }>(
      "select column_name as name, udt_name as udt from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name <> 'shop_id' and (column_name ~ '(customer|order|subject)_id' or (is_nullable = 'NO' and column_default is null))",
      [table],
    );
    const value = ({ name, udt }: { name: string; udt: string }) =>
      /customer_id$|subject_id/.test(name) ? String(erased[0]?.customerId) : /order_id$/.test(name) ? String(erased[0]?.orderIds[0]) : ({ int8: '990', int4: '1', text: "'customer'", bool: 'false', jsonb: "'{}'", float8: '1', numeric: '0.1', timestamptz: 'now()', date: 'now()', bytea: "''", _text: "'{}'", _int8: `array[${String(erased[0]?.customerId)}]` }[udt] ?? 'null');
    await db.asOwner(`insert into "${table}" (shop_id, ${needed.map(({ name }) => `"${name}"`).join(', ')}) values (${[shopId.toString(), ...needed.map(value)].join(', ')}) on conflict do nothing`);
  }
  await db.asOwner("insert into reconcile_mark (shop_id, subject, changed_until, cursor, cursor_from) values ($1, 'orders', now(), $2, now())", [shopId, JSON.stringify({ last_id: erased[1]?.orderIds[0] })]);
  await db.asOwner("insert into reconcile_pass (shop_id, kind, state) values ($1, 'deep', jsonb_build_object('moved', jsonb_build_object($2::text, $3::text)))", [shopId, String(erased[2]?.customerId), String(erased[3]?.customerId)]);
}

function textsOfFiles(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => `${file} ${readFileSync(file, 'latin1')}`)
    .join('\n');
}

async function expectNothingLeft(): Promise<void> {
  const everything = await everythingIn(db);
  const marks = findIn(everything, ANY_MARK);
  expect(Object.values(marks).flat().filter(ofErased)).toEqual([]);
  const found = Object.entries(findIn(everything, /\d{10,}/g)).map(([table, hits]) => [table, hits.filter((hit) => numbers.has(hit))] as const);
  // The one place: without it nobody would know whom not to bring back.
  expect(found.filter(([, hits]) => hits.length > 0).map(([table]) => table)).toEqual(['public.tombstone']);
  const lines = logged.join('');
  expect(lines.match(ANY_MARK) ?? []).toEqual([]);
  expect(textsOfFiles(files).match(ANY_MARK) ?? []).toEqual([]);
}

beforeAll(async () => {
  files = await mkdtemp(path.join(tmpdir(), 'perennial-erasure-'));
  process.env['TMPDIR'] = files;
  held.perennialLog = makeLogger('debug', { write: (line) => logged.push(line) });
  ({ shopId, domain } = await db.newShop());
  await shopify.signIn(domain);
  shopify.files = exportFiles([...erased, bystander]);
  await importAll(db, shopId);
  await deliver([...erased.slice(0, 25), bystander], 5);
  await Promise.all(erased.slice(0, 30).map((person) => send(askForData(person, domain))));
  await applyEverything();
  await workTheQueue();
  const settings = scoringSettings(await getShopSettings(shopId));
  const today = Math.floor(Date.now() / 86_400_000);
  await askForMovement(shopId, today - 30, today, settings);
  await computeMovement(shopId, 'UTC', today - 30, today, Date.now());
  await fillByNumber();
  // Still on its way when the order to erase comes.
  await deliver(erased.slice(25, 40), 6);
}, 240_000);

afterAll(async () => {
  held.perennialLog = before;
  delete process.env['TMPDIR'];
  await rm(files, { recursive: true });
});

describe('erasure of 200 people', { timeout: 240_000 }, () => {
  it('has something to erase: each of them stands in tables, in the queue and in what waits', async () => {
    const everything = await everythingIn(db);
    const marks = findIn(everything, ANY_MARK);
    const inOrders = new Set(marks['public.order']?.map((hit) => hit.replace(/x\w+$/, 'x')));
    expect(inOrders.size).toBe(PEOPLE + 1);
    expect(Object.keys(marks).sort()).toEqual(['public.order', 'public.webhook_inbox']);
    // Nothing personal at rest: what Shopify sent besides is not in any table but the inbox, and there until it is applied.
    expect(Object.entries(marks).filter(([table]) => table !== 'public.webhook_inbox').flatMap(([, hits]) => hits).filter((hit) => !/x(order_name|code|source|title|sku)$/.test(hit))).toEqual([]);
    const byNumber = Object.keys(findIn(everything.filter(({ text }) => erased.some(({ customerId }) => text.includes(String(customerId)))), new RegExp(`${String(FIRST_ID).slice(0, 6)}\\d{4}`, 'g')));
    expect(byNumber.filter((table) => table.startsWith('pgboss')).length).toBeGreaterThan(0);
    expect(byNumber).toEqual(expect.arrayContaining(['public.churn_alert', 'public.code_intent', 'public.customer', 'public.customer_score', 'public.data_request', 'public.drift', 'public.order', 'public.tag_change', 'public.webhook_inbox']));
    expect(FIRST_ORDER_ID).toBeGreaterThan(FIRST_ID + PEOPLE * 10);
  });

  it('leaves no mark, and no number but on the tombstones', async () => {
    const statuses = await Promise.all(erased.map((person) => send(askToErase(person, domain))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await applyEverything();
    await expectNothingLeft();
    const [kept] = await db.asOwner<{ orders: string; scores: string }>('select (select count(*) from "order" where shop_id = $1)::text as orders, (select count(*) from customer_score where shop_id = $1)::text as scores', [shopId]);
    expect(kept).toEqual({ orders: '3', scores: '1' });
  });

  it('nor after everything about them comes once more: late webhooks, requests, an export, a scoring', async () => {
    await deliver([...erased.slice(0, 10), ...erased.slice(30, 40)], 40);
    await Promise.all(erased.slice(0, 20).map((person) => send(askForData(person, domain))));
    await applyEverything();
    await importAll(db, shopId);
    await scoreShop({ shopId: shopId.toString(), because: 'import' }, context);
    await expectNothingLeft();
    expect(await inShop(shopId, (tx) => tx.customer.count())).toBe(1);
  });

  it('nor in the files of the database, once it has cleaned up after itself', async () => {
    // What is deleted lies in a table's file until vacuum has gone through it, and single values in the planner's statistics until
    // the next analyze: autovacuum does both within hours to days.
    const marksInFiles = async () => {
      const rows = await db.asOwner<{ mark: string }>(
        `select distinct m[1] as mark from pg_database d, pg_ls_dir('base/' || d.oid) f,
           regexp_matches(encode(pg_read_binary_file('base/' || d.oid || '/' || f, true), 'escape'), 'zq\\d+x[a-z]+', 'g') m
         where d.datname = current_database()`,
      );
      return rows.map(({ mark }) => mark);
    };
    await db.asOwner('checkpoint');
    const lying = (await marksInFiles()).filter(ofErased).length;
    let left: string[] = [];
    // Whoever looks at this database from before the erasure, such as autovacuum itself, keeps the rows until it has ended.
    for (let tries = 0; tries === 0 || (tries < 15 && left.some(ofErased)); tries += 1) {
      if (tries > 0) await sleep(1_000);
      await db.asOwner('analyze');
      await db.asOwner('vacuum full');
      await db.asOwner('checkpoint');
      left = await marksInFiles();
    }
    process.stdout.write(`marks of erased people in the files of the tables: ${lying} before vacuum, ${left.filter(ofErased).length} after\n`);
    expect(left.filter(ofErased)).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
  });
});
