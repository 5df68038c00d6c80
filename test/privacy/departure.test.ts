// Privacy webhooks of shops that have left, or seem not to have: they are answered without a word to Shopify, and whether the
// shop is still ours is asked later, by a job.
import { Session } from '@shopify/shopify-api';
import { describe, expect, it } from 'vitest';
import { RetryLater } from '../../app/domain/outcomes.ts';
import type { ShopId } from '../../app/records/db.ts';
import { findShopById } from '../../app/records/shops.ts';
import { sessionStorage } from '../../app/shopify/session-storage.ts';
import { confirmDeparture, type Departure, eraseIfDeparted } from '../../app/sync/privacy/confirm-departure.ts';
import { COST, useScriptedShopify } from '../shopify/scripted-shopify.ts';
import { useDatabase } from '../support/database.ts';
import { applyAll, happen } from '../sync/support/inbox.ts';
import { orderBody } from '../sync/support/bodies.ts';
import { send } from '../sync/support/sign.ts';

const db = useDatabase();
const shopify = useScriptedShopify();
const HOUR_MS = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms);

const installed = () => shopify.answer(() => ({ json: { data: { currentAppInstallation: { id: 'gid://shopify/AppInstallation/1' } }, extensions: { cost: COST } } }));
const uninstalled = () => shopify.answer(() => ({ json: { errors: '[API] Invalid API key or access token' }, status: 401 }));

async function signIn(domain: string, expiresInMs: number): Promise<void> {
  await sessionStorage.storeSession(
    new Session({ id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: `shpat_${domain}`, expires: inMs(expiresInMs), refreshToken: 'shprt_of_tests', refreshTokenExpires: inMs(24 * HOUR_MS) }),
  );
}

async function newShop(expiresInMs: number | null = HOUR_MS): Promise<{ shopId: ShopId; domain: string }> {
  const shop = await db.newShop();
  if (expiresInMs !== null) await signIn(shop.domain, expiresInMs);
  await happen(shop.shopId, { topic: 'orders/create', body: orderBody({ id: 1, updatedAt: '2026-03-02T10:00:00Z' }), triggeredAt: '2026-03-02T10:00:00Z' });
  return shop;
}

const redacted = (shop: { shopId: ShopId }, redactedAt = inMs(HOUR_MS)): Promise<Departure> => eraseIfDeparted(shop.shopId, redactedAt, new Date());
const ordersOf = async (shopId: ShopId) => (await db.asOwner('select 1 from "order" where shop_id = $1', [shopId])).length;

describe('shop/redact without the news of the uninstall', () => {
  it('erases a shop whose tokens Shopify no longer takes', async () => {
    uninstalled();
    const shop = await newShop();
    expect(await redacted(shop)).toBe('erased');
    expect([await findShopById(shop.shopId), await ordersOf(shop.shopId)]).toEqual([null, 0]);
    expect(await redacted(shop)).toBe('erased-before');
  });

  it('erases a shop of which there is no session', async () => {
    const shop = await newShop(null);
    expect(await redacted(shop)).toBe('erased');
    expect(shopify.asked).toEqual([]);
  });

  it('does not touch a shop that Shopify says is installed', async () => {
    installed();
    const shop = await newShop();
    expect(await redacted(shop)).toBe('installed');
    expect(await ordersOf(shop.shopId)).toBe(1);
  });

  it('does not touch a shop that was installed after it was sent, and asks nobody', async () => {
    uninstalled();
    const shop = await newShop();
    expect(await redacted(shop, inMs(-HOUR_MS))).toBe('installed-again');
    expect([shopify.asked, await ordersOf(shop.shopId)]).toEqual([[], 1]);
  });

  it('does not touch a shop whose merchant signs in while Shopify is being asked', async () => {
    const shop = await newShop();
    shopify.answer(async () => {
      await signIn(shop.domain, 2 * HOUR_MS);
      return { json: { errors: 'Invalid API key or access token' }, status: 403 };
    });
    expect(await redacted(shop)).toBe('installed-again');
    expect(await ordersOf(shop.shopId)).toBe(1);
  });

  it.each([402, 423])('does not touch a shop of which Shopify answers %d: it is frozen, not gone', async (status) => {
    shopify.answer(() => ({ json: {}, status }));
    const shop = await newShop();
    await expect(redacted(shop)).rejects.toThrow('HTTP');
    expect(await ordersOf(shop.shopId)).toBe(1);
  });

  it('waits where the refresh of a token finds nobody: nothing is erased before Shopify has answered', async () => {
    shopify.answer(() => ({ json: {}, status: 503 }));
    const shop = await newShop(-HOUR_MS);
    await expect(redacted(shop)).rejects.toThrow(RetryLater);
    expect(await ordersOf(shop.shopId)).toBe(1);
  });

  it('goes its way from the door: answered without a call, then asked by a job', async () => {
    uninstalled();
    const shop = await newShop();
    expect(await send({ topic: 'shop/redact', shop: shop.domain, body: { shop_id: 1, shop_domain: shop.domain } })).toBe(200);
    await applyAll(shop.shopId);
    expect(shopify.asked).toEqual([]);
    const [job] = await db.asOwner<{ data: { shopId: string; askedAtMs: number } }>("select data from pgboss.job where name = 'confirm-departure' and data ->> 'shopId' = $1", [String(shop.shopId)]);
    await confirmDeparture(job?.data ?? expect.fail());
    expect(await findShopById(shop.shopId)).toBeNull();
  });
});

it('a hundred privacy webhooks of shops that have left, with tokens long expired, are all answered 200, without a call', async () => {
  shopify.answer(() => ({ json: {}, status: 500 }));
  const known = await newShop(-HOUR_MS);
  const left = await newShop(-HOUR_MS);
  await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [left.shopId]);
  const erased = 'never-or-no-more.myshopify.com';
  const customers = [{ id: 7 }, { id: 7, email: 'a@example.com', phone: '1' }, { id: 7, email: null, phone: null }, { email: 'only@example.com' }, { id: '7' }, {}];
  const orders = [[], [1], Array.from({ length: 300 }, (_, n) => n + 1)];
  const bodies = customers.flatMap((customer) =>
    orders.flatMap((list) => [
      ['customers/redact', { customer, orders_to_redact: list }] as const,
      ['customers/data_request', { customer, orders_requested: list, data_request: { id: list.length + 1 } }] as const,
    ]),
  );
  const variants = [known.domain, left.domain, erased].flatMap((shop) => [...bodies, ['shop/redact', {}] as const, ['customers/redact', 'not even JSON'] as const].map(([topic, body]) => ({ topic, shop, body: typeof body === 'string' ? body : { shop_id: 1, shop_domain: shop, ...body } })));
  expect(variants.length).toBeGreaterThanOrEqual(100);
  expect(new Set(await Promise.all(variants.map(send)))).toEqual(new Set([200]));
  expect(new Set(await Promise.all(variants.slice(0, 10).map((variant) => send({ ...variant, signature: 'bm90IHNpZ25lZA==' }))))).toEqual(new Set([401]));
  await applyAll(left.shopId);
  await applyAll(known.shopId);
  expect(shopify.asked).toEqual([]);
});
