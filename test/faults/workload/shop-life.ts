// What shoppers, the merchant and the law do in Shopify while a schedule runs.
import { isInstalled, requestCustomerData, requestCustomerRedaction, requestShopRedaction, uninstallApp } from '../../store/commerce/app-installation.ts';
import { cancelOrder, deleteOrder, payOrder, refundOrder } from '../../store/commerce/change-order.ts';
import { addCustomer, deleteCustomer, updateCustomer } from '../../store/commerce/customers.ts';
import { loadHistory } from '../../store/commerce/load-history.ts';
import { mergeCustomers } from '../../store/commerce/merge-customers.ts';
import { addOrder, placeOrder } from '../../store/commerce/place-order.ts';
import { addTags, removeTags } from '../../store/commerce/tags.ts';
import { createDiscount } from '../../store/discounts/manage-discounts.ts';
import type { Customer, Order } from '../../store/model.ts';
import { world } from '../clock/world.ts';
import { isCrowded } from '../kinds/plan.ts';
import type { HeardRedaction } from '../oracle/redactions.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';

const DAY_MS = 86_400_000;

/** What the oracle has to know of it besides the store's own state. */
export interface LifeRecord {
  /** They asked to be forgotten. */
  readonly redacted: Set<number>;
  /** What of that the app was told. */
  readonly heard: HeardRedaction[];
  /** Privacy webhooks that were answered while the app knew of no shop: nothing of them is kept. */
  readonly toNobody: Set<string>;
  /** Orders that changed hands by a merge, of which Shopify sends no update. */
  readonly movedByMerge: Set<number>;
  /** No webhook tells which tags the kept customer has inherited: that shows in the next pass of reconciliation. */
  merges: number;
  /** `customer tag`: a tag of ours that the merchant took off by hand. The next run over all customers brings it back. */
  readonly takenOff: Set<string>;
  readonly uninstalls: number[];
  shopRedactions: number;
  /** Whether the intent may be gone because its customer, or the shop, was erased. */
  erasedSince: (intentKey: string) => boolean;
}

/** @param fresh a shop with a past is made; else it has one. */
export function startShopLife(side: ShopifySide, fresh = true): LifeRecord {
  if (fresh) makePast(side);
  const redacted = new Set<number>();
  // Whose an intent was is not always known where the answer was lost: any erasure may have taken it.
  const record: LifeRecord = { redacted, heard: [], toNobody: new Set(), movedByMerge: new Set(), merges: 0, takenOff: new Set(), uninstalls: [], shopRedactions: 0, erasedSince: () => redacted.size > 0 || record.shopRedactions > 0 };
  return record;
}

function makePast(side: ShopifySide): void {
  const here = world();
  const now = here.nowMs;
  const people = here.between('history', 2, 4);
  const keys = Array.from({ length: people }, (_, place) => `c${place}`);
  const orders = Array.from({ length: here.between('history', 2, 6) }, () => now - Math.floor(here.chance('history') * 400 * DAY_MS)).sort((a, b) => a - b);
  loadHistory(side.state, {
    shop: { name: 'Schedule', currencyCode: here.pick('history', ['USD', 'EUR', 'JPY']), ianaTimezone: side.state.shop.ianaTimezone },
    products: [{ key: 'p', title: 'Tea', variants: [{ key: 'v1', sku: 'TEA-1', price: '19' }, { key: 'v2', sku: null, price: '140' }] }],
    customers: keys.map((key, place) => ({ key, email: `${key}@shop.example`, firstName: 'Ada', createdAt: now - (400 + place) * DAY_MS, tags: place % 2 === 0 ? ['vip'] : [] })),
    orders: orders.map((at) => ({ customerKey: here.pick('history', [...keys, null]), processedAt: at, lines: [{ variantKey: 'v1', title: 'Tea', quantity: here.between('history', 1, 3), unitPrice: '19' }] })),
    facts: { source: 'schedule' },
  });
}

type Act = (side: ShopifySide, record: LifeRecord) => void;

const roll = (purpose = 'life') => world().chance(purpose);

/** In a crowded schedule most of what happens happens to the same few: what has to do with each other comes about far more often. */
const chosen = <T>(among: readonly T[], favourite: T | undefined): T | undefined => (favourite !== undefined && isCrowded(world().seed) && roll('crowd') < 0.75 ? favourite : among.length > 0 ? world().pick('life', among) : undefined);
const someone = ({ state }: ShopifySide, record: LifeRecord): Customer | undefined => {
  const among = [...state.customers.values()].filter(({ id }) => !record.redacted.has(id));
  return chosen(among, among[0]);
};
const someOrder = ({ state }: ShopifySide, fits: (order: Order) => boolean): Order | undefined => {
  const among = [...state.orders.values()].filter(fits);
  return chosen(among, among.at(-1));
};

const buy: Act = (side, record) => {
  const customer = roll() < 0.1 ? undefined : someone(side, record);
  const lines = [{ variantId: world().pick('life', [...side.state.variants.keys()]), quantity: world().between('life', 1, 3) }];
  const mine = [...side.state.discounts.values()].find(
    ({ context, usageLimit, codes, startsAt, endsAt }) =>
      customer && context.kind === 'customers' && context.customerIds.includes(customer.id) && (codes[0]?.usageCount ?? 0) < (usageLimit ?? 1) && startsAt <= world().nowMs && (endsAt ?? Infinity) > world().nowMs,
  );
  placeOrder(side.store, side.state, { customerId: customer?.id ?? null, lines, discountCode: mine && roll() < 0.5 ? (mine.codes[0]?.code ?? null) : null });
};

const acts: readonly (readonly [number, Act])[] = [
  [7, buy],
  [2, (side, record) => void addOrder(side.store, side.state, { customerId: someone(side, record)?.id ?? null, processedAt: world().nowMs, financialStatus: 'PENDING', lines: [{ title: 'Cup', quantity: 1, unitPrice: '7.5' }] })],
  [2, (side) => void run(someOrder(side, ({ financialStatus }) => financialStatus === 'PENDING'), ({ id }) => payOrder(side.store, side.state, id))],
  [3, (side) => void run(someOrder(side, (order) => order.cancelledAt === null && order.received !== order.refunded), ({ id }) => refundOrder(side.store, side.state, roll() < 0.5 ? { orderId: id } : { orderId: id, amount: '1' }))],
  [2, (side) => void run(someOrder(side, ({ cancelledAt }) => cancelledAt === null), ({ id }) => cancelOrder(side.store, side.state, { orderId: id, refund: roll() < 0.7 }))],
  [2.5, (side) => void run(someOrder(side, () => true), ({ id }) => deleteOrder(side.store, side.state, id))],
  [2, (side) => void addCustomer(side.store, side.state, { email: `new-${world().nowMs}@shop.example` })],
  [3, (side, record) => void run(someone(side, record), ({ id }) => updateCustomer(side.store, side.state, id, { note: `noted at ${world().nowMs}` }))],
  [2, (side) => void run([...side.state.customers.values()].find(({ orderIds }) => orderIds.length === 0), ({ id }) => deleteCustomer(side.store, side.state, id))],
  [1, merge],
  [1.5, (side, record) => void run(someone(side, record), ({ id }) => (record.redacted.add(id), requestCustomerRedaction(side.store, side.state, id)))],
  [0.4, (side, record) => void run(someone(side, record), ({ id }) => requestCustomerData(side.store, side.state, id))],
  [1.5, handOnTags],
];

function run<T>(thing: T | undefined, act: (thing: T) => unknown): void {
  if (thing !== undefined) act(thing);
}

function merge(side: ShopifySide, record: LifeRecord): void {
  const kept = someone(side, record);
  const merged = someone(side, record);
  if (!kept || !merged || kept === merged) return;
  record.merges += 1;
  for (const id of merged.orderIds) record.movedByMerge.add(id);
  mergeCustomers(side.store, side.state, kept.id, merged.id);
}

/** The merchant's own tags, and now and then one of ours taken off. */
function handOnTags(side: ShopifySide, record: LifeRecord): void {
  const thing = someone(side, record);
  if (!thing) return;
  const owner = { kind: 'Customer', thing } as const;
  const ours = thing.tags.filter((tag) => tag.startsWith('perennial:'));
  if (ours.length > 0 && roll() < 0.4) {
    const tag = world().pick('life', ours);
    record.takenOff.add(`${thing.id} ${tag}`);
    removeTags(side.store, side.state, owner, [tag], 'merchant');
  }
  else if (thing.tags.includes('vip')) removeTags(side.store, side.state, owner, ['vip'], 'merchant');
  else addTags(side.store, side.state, owner, ['vip', 'b2b'], 'merchant');
}

/** One thing happens. */
export function liveOn(side: ShopifySide, record: LifeRecord): void {
  const total = acts.reduce((sum, [weight]) => sum + weight, 0);
  let left = roll() * total;
  for (const [weight, act] of acts) {
    left -= weight;
    if (left < 0) return act(side, record);
  }
}

export function uninstall(side: ShopifySide, record: LifeRecord): void {
  if (!isInstalled(side.state)) return;
  record.uninstalls.push(world().nowMs);
  world().note('the app is uninstalled');
  uninstallApp(side.store, side.state);
  if (roll('redact shop') >= 0.25) return;
  // Two days later in truth; it may come after a return as well.
  world().clock.after(world().between('redact shop', 1_000, 400_000), () => {
    record.shopRedactions += 1;
    requestShopRedaction(side.store, side.state);
  });
}

/** Somebody else gives a discount just the code that will be ours. */
export function takeCodeAway(side: ShopifySide, code: string): void {
  if (side.state.discountByCode.has(code)) return;
  world().note(`the merchant makes a discount with the code ${code}`);
  createDiscount(side.store, side.state, { title: 'The merchant’s own', code, startsAt: world().nowMs, endsAt: null, usageLimit: null, context: { kind: 'all' } }, 'merchant');
}
