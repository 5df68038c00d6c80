import { beforeAll, describe, expect, it } from 'vitest';
import { AskMerchant } from '../../../app/domain/outcomes.ts';
import { inShop, registry, type ShopId } from '../../../app/records/db.ts';
import { getShopProblems, noteShopProblem } from '../../../app/records/shop-problems.ts';
import { importShop } from '../../../app/sync/import-shop.ts';
import { useDatabase } from '../../support/database.ts';
import { mergeBody, orderBody } from '../support/bodies.ts';
import { customerLine, makeOrders, orderFile } from '../support/export-file.ts';
import { useExportServer } from '../support/export-server.ts';
import { happen } from '../support/inbox.ts';
import { importAll, importsOf, runImports } from '../support/run-import.ts';
import { stateOf } from '../support/state.ts';

const db = useDatabase();
const shopify = useExportServer();
const read = (shopId: ShopId) => inShop(shopId, (tx) => stateOf(tx, shopId));
const orders = makeOrders(700, 1);
const file = orderFile(orders);
const customers = Array.from({ length: 234 }, (_, index) => ({ id: index + 1, updatedAt: '2026-02-01T00:00:00Z', orders: index % 5, tags: index % 7 === 0 ? ['vip', 'perennial:alert'] : [], rfmGroup: 'LOYAL' }));

async function newShop(): Promise<ShopId> {
  const { shopId, domain } = await db.newShop();
  await shopify.signIn(domain);
  return shopId;
}

/** Where every row lies, and which transaction wrote it: unchanged means not written. */
async function placesOf(shopId: ShopId): Promise<unknown> {
  const tables = ['customer', '"order"', 'early_order_line', 'tombstone'];
  return Promise.all(tables.map((table) => db.asOwner(`select ctid::text, xmin::text from ${table} where shop_id = $1 order by ctid`, [shopId])));
}

beforeAll(() => {
  shopify.files = { customers: Buffer.from(customers.map((one) => `${customerLine(one)}\n`).join('')), orders: file };
});

const cents = (amount: string) => BigInt(amount.replace('.', ''));

describe('an import', () => {
  it('brings every customer, order and line in, to the cent and the letter, and then has the shop scored', async () => {
    const shopId = await newShop();
    await importAll(db, shopId);
    const state = await read(shopId);
    expect(state.orders).toHaveLength(orders.length);
    expect(state.orders.reduce((sum, row) => sum + BigInt(String(row['gross_minor'])), 0n)).toBe(orders.reduce((sum, { total }) => sum + cents(total), 0n));
    const lines = orders.flatMap((order) => order.lines.map((line) => [String(order.id), String(line.id), line.title, line.quantity, `${line.price}0000`])).sort();
    expect(state.lines.map((row) => [row['order_id'], row['line_id'], row['title'], row['quantity'], row['unit_price']]).sort()).toEqual(lines);
    expect(state.customers).toHaveLength(234);
    expect(state.customers[0]).toEqual({ customer_id: '1', created_at: '2025-12-01T00:00:00.000Z', updated_at: '2026-02-01T00:00:00.000Z', shopify_order_count: 0, shopify_rfm_group: 'LOYAL', own_tags: ['perennial:alert'], merged_into_id: null, scoring_opt_out: false });
    expect(await importsOf(db, shopId)).toMatchObject([{ kind: 'customers', state: 'done' }, { kind: 'orders', state: 'done', bytes_applied: String(file.byteLength), rows_applied: String(orders.length + lines.length) }]);
    const jobs = await db.asOwner("select data from pgboss.job where name = 'score-shop' and data->>'shopId' = $1", [shopId.toString()]);
    expect(jobs).toEqual([{ data: { shopId: shopId.toString(), because: 'import' } }]);
  });

  it('again changes nothing: no row is written', async () => {
    const shopId = await newShop();
    await importAll(db, shopId);
    const before = await placesOf(shopId);
    await importAll(db, shopId);
    expect(await placesOf(shopId)).toEqual(before);
    expect(await importsOf(db, shopId)).toHaveLength(4);
  });

  it('of a file whose children lie anywhere, also before their parents, ends alike', async () => {
    const shopId = await newShop();
    await importAll(db, shopId);
    const other = await newShop();
    shopify.files.orders = orderFile(orders, 42);
    await importAll(db, other);
    shopify.files.orders = file;
    expect(await read(other)).toEqual(await read(shopId));
  });

  it('of an empty shop is done at once', async () => {
    const shopId = await newShop();
    const files = shopify.files;
    shopify.files = { customers: Buffer.alloc(0), orders: Buffer.alloc(0) };
    await importAll(db, shopId);
    shopify.files = files;
    expect((await importsOf(db, shopId)).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('reads currency, time zone and plan of the shop first', async () => {
    const shopId = await newShop();
    await importShop({ shopId: shopId.toString() });
    expect(await registry().shop.findUnique({ where: { shopId } })).toMatchObject({ currencyCode: 'EUR', timeZone: 'Europe/Berlin', planName: 'Basic' });
  });

  it('asked for many times at once is one of each kind', async () => {
    const shopId = await newShop();
    await Promise.all(Array.from({ length: 6 }, () => importShop({ shopId: shopId.toString() })));
    expect(await importsOf(db, shopId)).toHaveLength(2);
  });
});

describe('when the wire is bad, an import ends in the same state', () => {
  it.each([
    ['cut off again and again, with ranges', true],
    ['cut off again and again, by a server that knows no ranges', false],
  ])('%s', async (_name, ranges) => {
    const shopId = await newShop();
    await importAll(db, shopId);
    const other = await newShop();
    shopify.ranges = ranges;
    shopify.downloads = [];
    // Every place within characters, lines and batches; without ranges the file must get further each time.
    shopify.cutAfter = ranges ? [1, 700, 4099, 20_001, 65_537, 1] : [5_000, 90_001, 200_003];
    await importAll(db, other);
    expect(await read(other)).toEqual(await read(shopId));
    expect(shopify.downloads.length).toBeGreaterThan(3);
  });

  it('the address has expired or the file server is away', async () => {
    const shopId = await newShop();
    shopify.answerStatus = [403, 503, 404];
    await importAll(db, shopId);
    expect((await read(shopId)).orders).toHaveLength(orders.length);
  });

  it('the answer to the start is lost: the export that began is found, no second is started', async () => {
    const shopId = await newShop();
    shopify.loseStart = 2;
    await importAll(db, shopId);
    expect(shopify.operations).toHaveLength(2);
    expect((await importsOf(db, shopId)).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('Shopify is busy with exports of others', async () => {
    const shopId = await newShop();
    shopify.busy = 3;
    await importAll(db, shopId);
    expect((await importsOf(db, shopId)).map(({ state }) => state)).toEqual(['done', 'done']);
  });
});

describe('an export that fails', () => {
  it('is started anew, and its reason is kept', async () => {
    const shopId = await newShop();
    shopify.startedAs = 'FAILED';
    await importShop({ shopId: shopId.toString() });
    const step = () => runImports(db, shopId);
    const first = step();
    await expect.poll(() => shopify.operations.length).toBeGreaterThan(1);
    shopify.startedAs = 'COMPLETED';
    await first;
    const rows = await importsOf(db, shopId);
    expect(rows.filter(({ state }) => state === 'failed').map(({ error }) => error)).toContain('the export ended as FAILED');
    expect(rows.filter(({ state }) => state === 'done').map(({ kind }) => kind).sort()).toEqual(['customers', 'orders']);
    expect((await read(shopId)).orders).toHaveLength(orders.length);
  });

  it('five times in a day is the merchant\'s to look at', async () => {
    const shopId = await newShop();
    shopify.startedAs = 'CANCELED';
    await importShop({ shopId: shopId.toString() });
    await expect(runImports(db, shopId)).rejects.toThrow(AskMerchant);
    expect((await importsOf(db, shopId)).filter(({ kind }) => kind === 'customers')).toHaveLength(5);
    // What the worker then shows the merchant goes with the first import that succeeds.
    await noteShopProblem(shopId, 'import-failed');
    shopify.startedAs = 'COMPLETED';
    await db.asOwner("update bulk_import set state = 'failed', finished_at = now() where shop_id = $1 and finished_at is null", [shopId]);
    await importAll(db, shopId);
    expect(await getShopProblems(shopId)).toEqual({});
  });

  it('a file that cannot be read is an error that names the place, and after some tries the import ends with it', async () => {
    const shopId = await newShop();
    const { advanceImport } = await import('../../../app/sync/advance-import.ts');
    const files = shopify.files;
    shopify.files = { ...files, customers: Buffer.from('{"id":"gid:\\/\\/shopify\\/Product\\/1"}\n') };
    await importShop({ shopId: shopId.toString() });
    const [row] = await importsOf(db, shopId);
    const advance = (retryCount: number) => advanceImport({ shopId: shopId.toString(), importId: row?.import_id ?? '' }, { signal: new AbortController().signal, retryCount });
    await expect(advance(0)).rejects.toThrow('has just begun');
    await expect(advance(0)).rejects.toThrow(/customers export beginning at byte 0 /);
    expect((await importsOf(db, shopId))[0]).toMatchObject({ state: 'applying' });
    await expect(advance(6)).rejects.toThrow('Customer');
    expect((await importsOf(db, shopId))[0]).toMatchObject({ state: 'failed' });
    shopify.files = files;
  });
});

describe('webhooks and exports', () => {
  const [first] = orders;
  const id = first?.id ?? 0;
  const order = (updatedAt: string, current: string) => ({ topic: 'orders/updated', body: orderBody({ id, customerId: 1, updatedAt, current, lines: [{ id: 1, title: 'From a webhook' }] }), triggeredAt: updatedAt });

  it('a newer webhook wins over the export, with its lines; an older one does not', async () => {
    const newer = await newShop();
    await happen(newer, order('2026-02-20T00:00:00Z', '1.23'));
    await importAll(db, newer);
    const after = await read(newer);
    expect(after.orders.find((row) => row['order_id'] === String(id))).toMatchObject({ net_minor: '123' });
    expect(after.lines.filter((row) => row['order_id'] === String(id)).map((row) => row['title'])).toEqual(['From a webhook']);

    const older = await newShop();
    await happen(older, order('2026-01-20T00:00:00Z', '1.23'));
    await importAll(db, older);
    const then = await read(older);
    expect(then.orders.find((row) => row['order_id'] === String(id))).toMatchObject({ net_minor: cents(first?.total ?? '').toString() });
  });

  it('before or after the export, the same webhooks end in the same state', async () => {
    const events = [order('2026-02-20T00:00:00Z', '1.23'), { topic: 'customers/merge', body: mergeBody(5, 6), triggeredAt: '2026-02-21T00:00:00Z' }, { topic: 'orders/delete', body: { id: id + 1 }, triggeredAt: '2026-02-21T00:00:00Z' }];
    const before = await newShop();
    // Shopify's list was made before; the news comes before any of it is read.
    await importShop({ shopId: before.toString() });
    await happen(before, ...events);
    await runImports(db, before);
    const after = await newShop();
    await importAll(db, after);
    await happen(after, ...events);
    expect(await read(before)).toEqual(await read(after));
  });

  it('an export brings nobody back who was deleted or erased, nor their orders', async () => {
    const { shopId, domain } = await db.newShop();
    await shopify.signIn(domain);
    const erased = orders.find(({ customerId }) => customerId !== null)?.customerId ?? 0;
    await happen(
      shopId,
      { topic: 'orders/delete', body: { id }, triggeredAt: '2026-01-01T00:00:00Z' },
      { topic: 'customers/redact', body: { shop_domain: domain, customer: { id: erased } }, triggeredAt: '2026-01-01T00:00:00Z' },
    );
    shopify.files.orders = orderFile(orders, 7);
    await importAll(db, shopId);
    shopify.files.orders = file;
    const state = await read(shopId);
    const kept = orders.filter((one) => one.customerId !== erased && one.id !== id);
    expect(state.orders.map((row) => row['order_id'])).toEqual(kept.map((one) => String(one.id)));
    expect(state.lines).toHaveLength(kept.flatMap((one) => one.lines).length);
    expect(state.customers.map((row) => row['customer_id'])).not.toContain(String(erased));
  });

  it('a customer whom only an order names has a row, which the customers export completes', async () => {
    const shopId = await newShop();
    const files = shopify.files;
    shopify.files = { ...files, customers: Buffer.alloc(0) };
    await importAll(db, shopId);
    const named = new Set(orders.flatMap(({ customerId }) => (customerId === null ? [] : [String(customerId)])));
    expect(new Set((await read(shopId)).customers.map((row) => row['customer_id']))).toEqual(named);
    shopify.files = files;
    await importAll(db, shopId);
    expect((await read(shopId)).customers.every((row) => row['updated_at'] === '2026-02-01T00:00:00.000Z')).toBe(true);
  });

  it('tags and figures of an export give way to events after it began, and win over those before', async () => {
    const shopId = await newShop();
    const gid = 'gid://shopify/Customer/1';
    const tag = (verb: string, occurredAt: string) => ({ topic: `customer.tags_${verb}`, body: { customerId: gid, tags: ['perennial:alert'], occurredAt }, triggeredAt: occurredAt });
    const soon = new Date(Date.now() + 60_000).toISOString();
    await happen(shopId, tag('removed', soon), { topic: 'customers/purchasing_summary', body: { customerId: gid, numberOfOrders: '99', occurredAt: '2026-01-01T00:00:00Z' }, triggeredAt: '2026-01-01T00:00:00Z' });
    await importAll(db, shopId);
    expect((await read(shopId)).customers[0]).toMatchObject({ customer_id: '1', own_tags: [], shopify_order_count: 0 });
    const later = new Date(Date.now() + 120_000).toISOString();
    await happen(shopId, tag('added', later));
    expect((await read(shopId)).customers[0]).toMatchObject({ own_tags: ['perennial:alert'] });
  });
});
