import { createHmac } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { config } from '../../app/config.server.ts';
import { planCodeIntent } from '../../app/records/code-intents.ts';
import { inShop, registry, type ShopId } from '../../app/records/db.ts';
import { headers, loader } from '../../app/routes/proxy.offer.tsx';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });
const HOUR_MS = 3_600_000;

function search(shop: string, customerId: string, extra: Record<string, string> = {}, secret = config().apiSecret): URLSearchParams {
  const query: Record<string, string> = { shop, logged_in_customer_id: customerId, path_prefix: '/apps/perennial', timestamp: String(Math.floor(Date.now() / 1000)), ...extra };
  const message = Object.entries(query).map(([key, value]) => `${key}=${value}`).sort().join('');
  return new URLSearchParams({ ...query, signature: createHmac('sha256', secret).update(message).digest('hex') });
}

function ask(query: URLSearchParams): Promise<Response> {
  return loader({ request: new Request(`https://app.test/proxy/offer?${query}`, { headers: { origin: 'https://evil.example' } }), params: {}, context: {} });
}

interface Planned {
  intentKey: string;
  customerId: bigint;
  state?: string;
  startsInHours?: number;
  endsInHours?: number;
}

async function makeOffer(shopId: ShopId, { intentKey, customerId, state = 'created', startsInHours = -1, endsInHours = 240 }: Planned): Promise<string> {
  return inShop(shopId, async (tx) => {
    const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
    const intent = await planCodeIntent(tx, { shopId, intentKey, customerId, alertId: null, percentage: 0.15, startsAt: at(startsInHours), endsAt: at(endsInHours) });
    await tx.codeIntent.update({ where: { shopId_intentKey: { shopId, intentKey } }, data: { state } });
    return intent.code;
  });
}

describe('GET /proxy/offer', () => {
  let shop: { shopId: ShopId; domain: string };
  let other: { shopId: ShopId; domain: string };
  let code: string;

  beforeAll(async () => {
    shop = await db.newShop();
    other = await db.newShop();
    code = await makeOffer(shop.shopId, { intentKey: 'alert:1', customerId: 5001n });
    await makeOffer(shop.shopId, { intentKey: 'alert:2', customerId: 5002n, state: 'planned' });
    await makeOffer(shop.shopId, { intentKey: 'alert:3', customerId: 5003n, state: 'redeemed' });
    await makeOffer(shop.shopId, { intentKey: 'alert:4', customerId: 5004n, endsInHours: -1, startsInHours: -48 });
    await makeOffer(shop.shopId, { intentKey: 'alert:5', customerId: 5005n, startsInHours: 2 });
    await makeOffer(shop.shopId, { intentKey: 'alert:6', customerId: 5006n, state: 'revoked' });
    await makeOffer(shop.shopId, { intentKey: 'alert:7', customerId: 5007n, state: 'failed' });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('tells the logged-in customer their offer, and nothing more', async () => {
    const answer = await ask(search(shop.domain, '5001'));
    expect(answer.status).toBe(200);
    const body = await answer.json();
    expect(body).toEqual({ offer: { code, percentage: 0.15, endsAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/), timeZone: 'UTC' } });
    expect(Object.fromEntries(answer.headers)).toEqual({ 'content-type': 'application/json', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' });
  });

  it.each([
    ['nobody is logged in', ''],
    ['another customer', '5999'],
    ['the code is not made yet', '5002'],
    ['the code was used', '5003'],
    ['the offer is over', '5004'],
    ['the offer has not begun', '5005'],
    ['the code was taken back', '5006'],
    ['the code could not be made', '5007'],
  ])('offers nothing where %s', async (_why, customerId) => {
    const answer = await ask(search(shop.domain, customerId));
    expect([answer.status, await answer.json()]).toEqual([200, { offer: null }]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('offers nothing of another shop to a customer with the same number', async () => {
    expect(await (await ask(search(other.domain, '5001'))).json()).toEqual({ offer: null });
  });

  it('ignores what the shopper adds, and repeats none of it', async () => {
    const marker = 'canary"<script>';
    const added: Record<string, string>[] = [{ customer_id: '5001' }, { customerId: '5001' }, { id: 'gid://shopify/Customer/5001' }, { offer: marker }, { q: marker, code }];
    for (const extra of added) {
      const answer = await ask(search(shop.domain, '', extra));
      expect(await answer.text()).toBe('{"offer":null}');
      expect(JSON.stringify([...answer.headers])).not.toContain('canary');
    }
  });

  it('answers 401 without a word where the signature is not Shopify\'s, whatever the shop', async () => {
    const bad = [
      new URLSearchParams(),
      new URLSearchParams({ shop: shop.domain, logged_in_customer_id: '5001' }),
      search(shop.domain, '5001', {}, 'another secret'),
      search(shop.domain, '5001', { timestamp: String(Math.floor(Date.now() / 1000) - 120) }),
      search('stranger.myshopify.com', '5001', {}, 'another secret'),
      search(shop.domain.toUpperCase(), '5001'),
      new URLSearchParams([...search(shop.domain, '5001'), ['logged_in_customer_id', '5001']]),
    ];
    for (const query of bad) {
      const answer = await ask(query);
      expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([401, '', 'private, no-store']);
    }
  });

  it('answers 404 to a shop that never came and to one that left, alike', async () => {
    const left = await db.newShop();
    await makeOffer(left.shopId, { intentKey: 'alert:1', customerId: 5001n });
    await registry().shop.update({ where: { shopId: left.shopId }, data: { uninstalledAt: new Date() } });
    const answers = await Promise.all([left.domain, 'stranger.myshopify.com'].map(async (domain) => {
      const answer = await ask(search(domain, '5001'));
      return [answer.status, await answer.text(), [...answer.headers]];
    }));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual([404, '', expect.anything()]);
  });

  it('is kept by no cache in the framework\'s own form of the address either', () => {
    const none = new Headers();
    expect(headers({ loaderHeaders: none, parentHeaders: none, actionHeaders: none, errorHeaders: undefined })).toMatchObject({ 'Cache-Control': 'private, no-store' });
  });

  it('asks nobody outside and reads no session', async () => {
    const calls = vi.fn();
    vi.stubGlobal('fetch', calls);
    await db.asOwner('alter table shop_session rename to shop_session_away');
    try {
      expect((await ask(search(shop.domain, '5001'))).status).toBe(200);
    } finally {
      await db.asOwner('alter table shop_session_away rename to shop_session');
    }
    expect(calls).not.toHaveBeenCalled();
  });
});
