// What each topic means. The effect, and that it has happened, are committed together.
import { applyBulkFinish, applyUninstall } from './app-events.ts';
import { applyDataRequest, applyRedaction, applyShopRedaction } from './compliance-events.ts';
import type { ShopId, ShopTx } from '../../records/db.ts';
import type { WaitingWebhook } from '../../records/inbound/webhook-inbox.ts';
import { applyChatter, type ChatterTopic, isChatter } from './chatter.ts';
import { applyCustomerDeletion, applyMerge } from './customer-events.ts';
import { APPLIED, type Applied, type Event } from './event.ts';
import { applyOrder, applyOrderDeletion, applyOrders, applyRefund } from './order-events.ts';
import { isKnownTopic, type KnownTopic } from './topics.ts';

const ignored = (why: string) => async (): Promise<Applied> => ({ outcome: `ignored: ${why}`, touched: [] });
// Codes are settled by the intent protocol, never by what is announced of them.
const ofDiscount = ignored('discounts-are-looked-up');

const chatter =
  (topic: ChatterTopic) =>
  async ({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> => {
    const [applied] = await applyChatter(tx, shopId, [{ topic, body, triggeredAt }]);
    return applied ?? APPLIED;
  };

const effects: Record<KnownTopic, (event: Event) => Promise<Applied>> = {
  'orders/create': applyOrder,
  'orders/updated': applyOrder,
  'orders/paid': applyOrder,
  'orders/cancelled': applyOrder,
  'orders/delete': applyOrderDeletion,
  'refunds/create': applyRefund,
  'customers/create': chatter('customers/create'),
  'customers/update': chatter('customers/update'),
  'customers/delete': applyCustomerDeletion,
  'customers/merge': applyMerge,
  'customers/purchasing_summary': chatter('customers/purchasing_summary'),
  'customer.tags_added': chatter('customer.tags_added'),
  'customer.tags_removed': chatter('customer.tags_removed'),
  'bulk_operations/finish': applyBulkFinish,
  'app/uninstalled': applyUninstall,
  'app/scopes_update': async () => APPLIED,
  'discounts/create': ofDiscount,
  'discounts/update': ofDiscount,
  'discounts/delete': ofDiscount,
  'discounts/redeemcode_added': ofDiscount,
  'discounts/redeemcode_removed': ofDiscount,
  'customers/data_request': applyDataRequest,
  'customers/redact': applyRedaction,
  'shop/redact': applyShopRedaction,
};

export async function applyEvent(topic: string, event: Event): Promise<Applied> {
  return isKnownTopic(topic) ? effects[topic](event) : { outcome: 'ignored: unknown-topic', touched: [] };
}

const isOfOrder = (topic: string) => isKnownTopic(topic) && effects[topic] === applyOrder;
const isOfRefund = (topic: string) => topic === 'refunds/create';

type Waiting = Pick<WaitingWebhook, 'topic' | 'body' | 'triggeredAt'>;

/** Chatter, and what tells of orders: for some hundred events about as many statements as for one. */
export function isAppliedTogether(topic: string): boolean {
  return isChatter(topic) || isOfOrder(topic) || isOfRefund(topic);
}

/**
 * @param events of topics that are applied together.
 * @returns what became of each, in their order.
 * @throws where one of them cannot be applied: nothing of the others may stay then, each is applied alone.
 */
export async function applyGroup(tx: ShopTx, shopId: ShopId, events: readonly Waiting[]): Promise<Applied[]> {
  const applied = new Map<Waiting, Applied>();
  const chatter = events.flatMap((event) => (isChatter(event.topic) ? [{ ...event, topic: event.topic, event }] : []));
  if (chatter.length > 0) for (const [place, one] of (await applyChatter(tx, shopId, chatter)).entries()) note(applied, chatter[place]?.event, one);
  const orders = events.filter(({ topic }) => isOfOrder(topic));
  if (orders.length > 0) for (const [place, one] of (await applyOrders(tx, shopId, orders)).entries()) note(applied, orders[place], one);
  for (const event of events) if (isOfRefund(event.topic)) applied.set(event, await applyRefund({ tx, shopId, ...event }));
  return events.map((event) => applied.get(event) ?? { outcome: 'ignored: unknown-topic', touched: [] });
}

function note(applied: Map<Waiting, Applied>, event: Waiting | undefined, one: Applied): void {
  if (event) applied.set(event, one);
}
