import { expect, it, onTestFinished } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { useDatabase } from '../../support/database.ts';
import { orderBody } from '../support/bodies.ts';
import { send, signed } from '../support/sign.ts';
import { storeWebhook } from '../../../app/sync/webhooks/inbox-writer.ts';
import { receiveWebhook } from '../../../app/sync/webhooks/receive.ts';

const db = useDatabase();
const body = orderBody({ id: 1, updatedAt: '2026-03-01T10:00:00-05:00' });

async function rows(): Promise<{ inbox: number; jobs: number }> {
  const [inbox] = await db.asOwner<{ n: number }>('select count(*)::int n from webhook_inbox');
  const [jobs] = await db.asOwner<{ n: number }>("select count(*)::int n from pgboss.job where name = 'apply-webhooks'");
  return { inbox: inbox?.n ?? -1, jobs: jobs?.n ?? -1 };
}

it('stores a signed webhook as it came, together with the job that applies it', async () => {
  const { shopId, domain } = await db.newShop();
  const before = await rows();
  expect(await send({ topic: 'orders/create', shop: domain, body, eventId: 'event-1', triggeredAt: '2026-03-01T15:00:01.123456789Z' })).toBe(200);
  const [row] = await db.asOwner('select * from webhook_inbox where shop_id = $1', [shopId]);
  expect(row).toMatchObject({ topic: 'orders/create', event_id: 'event-1', api_version: '2026-10', applied_at: null, attempts: 0 });
  expect(JSON.parse((row?.['body'] as Buffer).toString())).toEqual(body);
  expect((row?.['triggered_at'] as Date).toISOString()).toBe('2026-03-01T15:00:01.123Z');
  expect(await rows()).toEqual({ inbox: before.inbox + 1, jobs: before.jobs + 1 });
});

it('takes the bytes for what they are: a BOM, a NUL or an emoji changes nothing', async () => {
  const { shopId, domain } = await db.newShop();
  const raw = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x00, 0xff, 0xf0, 0x9f, 0x98, 0x80]);
  expect(await send({ topic: 'orders/create', shop: domain, body: raw })).toBe(200);
  const [row] = await db.asOwner<{ body: Buffer }>('select body from webhook_inbox where shop_id = $1', [shopId]);
  expect(row?.body.equals(raw)).toBe(true);
});

it('a repeated event is known: one row, also when eight copies come at once', async () => {
  const { shopId, domain } = await db.newShop();
  const statuses = await Promise.all(Array.from({ length: 8 }, () => send({ topic: 'orders/create', shop: domain, body, eventId: 'same' })));
  expect(statuses).toEqual(Array.from({ length: 8 }, () => 200));
  expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1', [shopId])).toHaveLength(1);
  // The same id under another topic is another event.
  await send({ topic: 'orders/updated', shop: domain, body, eventId: 'same' });
  expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1', [shopId])).toHaveLength(2);
});

it('three hundred at once of three shops, each in its own shop, every one answered once it is stored', async () => {
  const shops = await Promise.all([db.newShop(), db.newShop(), db.newShop()]);
  const sent = Array.from({ length: 300 }, (_, n) => send({ topic: 'orders/create', shop: shops[n % 3]?.domain ?? '', body, eventId: `n${n}` }));
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  for (const { shopId } of shops) expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1', [shopId])).toHaveLength(100);
});

it('one that the database cannot hold fails alone; those that came with it are stored', async () => {
  const { shopId, domain } = await db.newShop();
  const webhook = (eventId: string) => storeWebhook({ shopDomain: domain, topic: 'orders/create', eventId, webhookId: null, apiVersion: null, triggeredAtMs: null, body: Buffer.from('{}') });
  // What comes in one turn of the event loop is one group.
  const sent = await Promise.allSettled(['a', 'b', 'c', 'no\0text', 'd', 'c'].map(webhook));
  expect(sent.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(['stored', 'stored', 'stored', 'failed', 'stored', 'known']);
  expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1', [shopId])).toHaveLength(4);
});

it.each(['2999-01-01T00:00:00Z', '-200000-01-01T00:00:00Z', 'soon'])('of an event at "%s" the time is not known', async (triggeredAt) => {
  const { shopId, domain } = await db.newShop();
  expect(await send({ topic: 'orders/create', shop: domain, body, triggeredAt })).toBe(200);
  expect(await db.asOwner('select triggered_at from webhook_inbox where shop_id = $1', [shopId])).toEqual([{ triggered_at: null }]);
});

it.each([
  ['missing', null],
  ['empty', ''],
  ['in hex', 'a'.repeat(64)],
  ['of other bytes', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['base64url', '_-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['too short', 'AAAA'],
  ['four kilobytes', 'A'.repeat(4096)],
])('a signature that is %s is answered 401, and nothing is written', async (_name, signature) => {
  const { domain } = await db.newShop();
  const before = await rows();
  expect(await send({ topic: 'orders/create', shop: domain, body, signature })).toBe(401);
  expect(await rows()).toEqual(before);
});

it('one changed bit anywhere in body or signature is answered 401', async () => {
  const { domain } = await db.newShop();
  const before = await rows();
  const right = signed({ topic: 'orders/create', shop: domain, body });
  for (let at = 0; at < right.rawBody.byteLength; at += 37) {
    const rawBody = Buffer.from(right.rawBody);
    rawBody[at] = (rawBody[at] ?? 0) ^ 1;
    expect((await receiveWebhook({ rawBody, headers: right.headers })).status).toBe(401);
  }
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'another secret' })).toBe(401);
  expect(await rows()).toEqual(before);
});

it('the signature is checked before all else: an unknown topic or shop with a bad one is 401 too', async () => {
  expect(await send({ topic: 'nonsense', shop: 'nowhere', body, signature: null })).toBe(401);
});

it.each(['never-installed.myshopify.com', 'shop.example.com', 'evil.com/.myshopify.com', '', 'a'.repeat(5000)])('the shop "%.40s" is answered 404, and nothing is written', async (shop) => {
  const before = await rows();
  expect(await send({ topic: 'orders/create', shop, body })).toBe(404);
  expect(await rows()).toEqual(before);
});

it('upper case and a trailing slash name the same shop', async () => {
  const { shopId, domain } = await db.newShop();
  expect(await send({ topic: 'orders/create', shop: `${domain.toUpperCase()}/`, body })).toBe(200);
  expect(await db.asOwner('select 1 from webhook_inbox where shop_id = $1', [shopId])).toHaveLength(1);
});

it('privacy webhooks of a shop that is not there any more are answered 200, and nothing is written', async () => {
  const before = await rows();
  for (const topic of ['customers/redact', 'customers/data_request', 'shop/redact']) {
    expect(await send({ topic, shop: 'gone.myshopify.com', body: { shop_domain: 'gone.myshopify.com', customer: { id: 1, email: 'a@b.c' } } })).toBe(200);
  }
  expect(await rows()).toEqual(before);
});

it('of privacy webhooks only numbers are kept', async () => {
  const { shopId, domain } = await db.newShop();
  await send({ topic: 'customers/redact', shop: domain, body: { shop_id: 1, shop_domain: domain, customer: { id: 9, email: 'jo@example.com', phone: '+15550100' }, orders_to_redact: [4] } });
  const [row] = await db.asOwner<{ body: Buffer }>('select body from webhook_inbox where shop_id = $1', [shopId]);
  expect(JSON.parse(String(row?.body))).toEqual({ shop_id: 1, shop_domain: domain, customer: { id: 9 }, orders_to_redact: [4] });
});

it('unknown topics are answered without work', async () => {
  const { domain } = await db.newShop();
  const before = await rows();
  expect(await send({ topic: 'products/update', shop: domain, body })).toBe(200);
  expect(await rows()).toEqual(before);
});

it('while a rotation lasts the secret before is accepted too, a third never', async () => {
  const { domain } = await db.newShop();
  const held = globalThis as { perennialConfig?: ReturnType<typeof config> };
  const usual = config();
  onTestFinished(() => void (held.perennialConfig = usual));
  held.perennialConfig = { ...usual, apiSecret: 'the new one', previousApiSecret: 'the old one', previousApiSecretUntilMs: Date.now() + 60_000 };
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'the new one' })).toBe(200);
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'the old one' })).toBe(200);
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'an older one' })).toBe(401);
  held.perennialConfig = { ...held.perennialConfig, previousApiSecretUntilMs: Date.now() };
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'the new one' })).toBe(200);
  expect(await send({ topic: 'orders/create', shop: domain, body, secret: 'the old one' })).toBe(401);
});

it('an event without an id is recognised by its bytes; a time in the future is no time', async () => {
  const { shopId, domain } = await db.newShop();
  for (let copy = 0; copy < 2; copy += 1) {
    const { rawBody, headers } = signed({ topic: 'orders/create', shop: domain, body, triggeredAt: '2999-01-01T00:00:00Z' });
    headers.delete('x-shopify-event-id');
    headers.delete('x-shopify-webhook-id');
    expect((await receiveWebhook({ rawBody, headers })).status).toBe(200);
  }
  const stored = await db.asOwner<{ event_id: string; triggered_at: Date | null }>('select event_id, triggered_at from webhook_inbox where shop_id = $1', [shopId]);
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatchObject({ event_id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string, triggered_at: null });
});
