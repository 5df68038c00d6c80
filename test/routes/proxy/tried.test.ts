// What is told of a typed code: believed of whom Shopify signs for, and answered alike whatever it is.
import { createHmac } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { planCodeIntent } from '../../../app/records/code-intents.ts';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { action } from '../../../app/routes/proxy.tried.tsx';
import { useDatabase } from '../../support/database.ts';

const db = useDatabase();
let shop: { shopId: ShopId; domain: string };
let other: { shopId: ShopId; domain: string };
let code: string;

beforeAll(async () => {
  [shop, other] = [await db.newShop(), await db.newShop()];
  ({ code } = await inShop(shop.shopId, async (tx) => {
    const intent = await planCodeIntent(tx, { shopId: shop.shopId, intentKey: 'alert:1', customerId: 5001n, alertId: null, percentage: 0.15, startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 86_400_000) });
    await tx.codeIntent.updateMany({ where: { shopId: shop.shopId }, data: { state: 'created' } });
    return intent;
  }));
});

function tell(customerId: string, typed: string, { domain = shop.domain, secret = config().apiSecret } = {}): Promise<Response> {
  const query: Record<string, string> = { shop: domain, logged_in_customer_id: customerId, path_prefix: '/apps/perennial', timestamp: String(Math.floor(Date.now() / 1000)) };
  const message = Object.entries(query).map(([key, value]) => `${key}=${value}`).sort().join('');
  const search = new URLSearchParams({ ...query, signature: createHmac('sha256', secret).update(message).digest('hex') });
  return action({ request: new Request(`https://app.test/proxy/tried?${search}`, { method: 'POST', body: new URLSearchParams({ code: typed }) }), params: {}, context: {} });
}

const state = async () => (await db.asOwner<{ state: string; jobs: number; incidents: number }>("select state, (select count(*)::int from pgboss.job where name = 'settle-code') as jobs, (select count(*)::int from code_incident) as incidents from code_intent where shop_id = $1", [shop.shopId]))[0];
const shown = async (answer: Promise<Response>) => {
  const response = await answer;
  return JSON.stringify([response.status, [...response.headers], await response.text()]);
};

it('answers alike whether a code is one or not, and whose it is', async () => {
  const answers = [tell('5002', 'PRN-0000000000NONE'), tell('5001', code), tell('', code), tell('5002', "PRN-' or 1=1"), tell('5002', code, { domain: other.domain })];
  const texts = new Set(await Promise.all(answers.map(shown)));
  expect([...texts]).toHaveLength(1);
  expect(await state()).toEqual({ state: 'created', jobs: 0, incidents: 0 });
  const real = await shown(tell('5002', code));
  expect(texts.has(real)).toBe(true);
  expect(await state()).toEqual({ state: 'reissuing', jobs: 1, incidents: 1 });
  expect(await shown(tell('5002', code))).toBe(real);
  expect(await state()).toEqual({ state: 'reissuing', jobs: 1, incidents: 1 });
});

it('believes nobody but Shopify', async () => {
  expect((await tell('5002', code, { secret: 'another' })).status).toBe(401);
  expect((await tell('5002', code, { domain: 'nobody-here.myshopify.com' })).status).toBe(404);
});
