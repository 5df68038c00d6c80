// Shopify goes on listing whom it has redacted, without their personal fields, and their orders with them: no pass of reconciliation
// and no import brings them back here.
import { expect, it } from 'vitest';
import { forgetOldAt } from '../../app/sync/privacy/forget-old.ts';
import { scoreShop } from '../../app/scoring/score-shop.ts';
import { addTags } from '../store/commerce/tags.ts';
import { updateCustomer } from '../store/commerce/customers.ts';
import { cancelOrder } from '../store/commerce/change-order.ts';
import { useDatabase } from '../support/database.ts';
import { lossyShop } from '../sync/reconcile/support/lossy-shop.ts';
import { deepPass, hotPass } from '../sync/reconcile/support/passes.ts';
import { importAll } from '../sync/support/run-import.ts';
import { applyAll } from '../sync/support/inbox.ts';
import { send } from '../sync/support/sign.ts';
import { useSimulatedStore } from '../write-back/simulated-store.ts';
import { everythingIn } from './everything.ts';

const db = useDatabase();
const store = useSimulatedStore(db, { bulk: { delayMs: 0, scatterSeed: 3 } });

it('an erased customer, still listed by Shopify, stays away from the hot pass, the deep pass and another import', { timeout: 240_000 }, async () => {
  const HOUR_MS = 3_600_000;
  const shop = await lossyShop(db, store.running, () => 0, { shoppers: 30, seed: 17 });
  const { shopId, domain, state } = shop;
  shop.ago(3 * HOUR_MS);
  await importAll(db, shopId);
  await scoreShop({ shopId: shopId.toString(), because: 'import' }, { signal: new AbortController().signal, retryCount: 0 });
  const erased = [...state.customers.values()].filter(({ orderIds }) => orderIds.length > 0).slice(0, 20);
  const orderIds = erased.flatMap((customer) => customer.orderIds);
  const numbers = [...erased.map(({ id }) => id), ...orderIds].map(String);
  const found = async () => {
    const hits = new Set<string>();
    for (const { table, text } of await everythingIn(db, shopId)) if (numbers.some((number) => text.includes(number))) hits.add(table);
    return [...hits].sort();
  };
  expect(await found()).toEqual(expect.arrayContaining(['public.customer', 'public.order', 'public.customer_score']));

  for (const customer of erased) {
    const body = { shop_id: 1, shop_domain: domain, customer: { id: customer.id, email: customer.email, phone: customer.phone }, orders_to_redact: customer.orderIds };
    expect(await send({ topic: 'customers/redact', shop: domain, body, triggeredAt: new Date(Date.now() - 2 * HOUR_MS).toISOString() })).toBe(200);
  }
  await applyAll(shopId);
  await forgetOldAt(Date.now(), new AbortController().signal);
  const afterErasing = await found();
  expect(afterErasing.filter((table) => !table.startsWith('pgboss'))).toEqual(['public.tombstone']);

  // Shopify redacts them too: the record stays, empty, and has changed; so have some of their orders and tags.
  shop.ago(HOUR_MS);
  for (const customer of erased) updateCustomer(store.running.store, state, customer.id, { firstName: null, lastName: null, email: null, phone: null, note: null });
  for (const id of orderIds.slice(0, 10)) cancelOrder(store.running.store, state, { orderId: id });
  for (const customer of erased.slice(0, 10)) addTags(store.running.store, state, { kind: 'Customer', thing: customer }, ['perennial:alert'], 'merchant');
  await shop.deliver();
  shop.ago(0);
  await hotPass(shopId);
  await deepPass(db, shopId);
  await importAll(db, shopId);
  await scoreShop({ shopId: shopId.toString(), because: 'import' }, { signal: new AbortController().signal, retryCount: 0 });
  expect((await found()).filter((table) => !table.startsWith('pgboss'))).toEqual(['public.tombstone']);
  const [others] = await db.asOwner<{ n: number }>('select count(*)::int as n from customer where shop_id = $1', [shopId]);
  expect(others?.n).toBe(state.customers.size - erased.length);
});
