// A day in a shop, by a seed: orders, refunds, cancellations, deletions, merges, tags.
import { addCustomer, deleteCustomer, updateCustomer } from '../../../store/commerce/customers.ts';
import { cancelOrder, deleteOrder, payOrder, refundOrder } from '../../../store/commerce/change-order.ts';
import { mergeCustomers } from '../../../store/commerce/merge-customers.ts';
import { placeOrder } from '../../../store/commerce/place-order.ts';
import { addTags, removeTags } from '../../../store/commerce/tags.ts';
import type { Customer, Order } from '../../../store/model.ts';
import type { RunningStore } from '../../../store/server.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import type { LossyShop } from './lossy-shop.ts';

const TAGS = ['perennial:alert', 'perennial:group:loyal', 'perennial:stage:active', 'vip'];

/** @param span what happens is spread from so long ago to so long ago, in milliseconds. */
export function live({ store }: RunningStore, shop: LossyShop, { steps, seed, span: [fromMs, toMs] }: { steps: number; seed: number; span: [number, number] }): void {
  const { state } = shop;
  const next = seededRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  const customer = (): Customer => pick([...state.customers.values()]);
  const order = (): Order => pick([...state.orders.values()]);
  const tagged = () => ({ kind: 'Customer', thing: customer() }) as const;
  const deeds: (() => unknown)[] = [
    () => placeOrder(store, state, { customerId: customer().id, lines: [{ variantId: pick([...state.variants.keys()]), quantity: 1 + Math.floor(next() * 3) }] }),
    () => placeOrder(store, state, { customerId: customer().id, lines: [{ variantId: pick([...state.variants.keys()]), quantity: 1 }, { variantId: pick([...state.variants.keys()]), quantity: 2 }] }),
    () => placeOrder(store, state, { customerId: addCustomer(store, state, { firstName: 'New', lastName: null, email: `new${next()}@example.com` }).id, lines: [{ variantId: pick([...state.variants.keys()]), quantity: 1 }] }),
    () => refundOrder(store, state, { orderId: order().id, amount: '1.00' }),
    () => cancelOrder(store, state, { orderId: order().id }),
    () => {
      const pending = [...state.orders.values()].filter(({ financialStatus }) => financialStatus === 'PENDING');
      return pending.length > 0 ? payOrder(store, state, pick(pending).id) : null;
    },
    () => deleteOrder(store, state, order().id),
    () => addCustomer(store, state, { firstName: 'Alone', lastName: null, email: `alone${next()}@example.com` }),
    () => deleteCustomer(store, state, (pick([...state.customers.values()].filter(({ orderIds }) => orderIds.length === 0)) ?? customer()).id),
    () => updateCustomer(store, state, customer().id, { note: `note ${next()}` }),
    () => {
      const [kept, merged] = [customer(), customer()];
      return kept.id === merged.id ? null : mergeCustomers(store, state, kept.id, merged.id);
    },
    () => addTags(store, state, tagged(), [pick(TAGS)], 'merchant'),
    () => removeTags(store, state, tagged(), [pick(TAGS)], 'merchant'),
  ];
  for (let step = 0; step < steps; step += 1) {
    shop.ago(fromMs + ((toMs - fromMs) * step) / steps);
    (step < deeds.length ? deeds[step] : pick(deeds))?.();
  }
}
