// What each topic means. The effect, and that it has happened, are committed together.
import { applyBulkFinish, applyUninstall } from './app-events.ts';
import { applyDataRequest, applyRedaction, applyShopRedaction } from './compliance-events.ts';
import { applyChatter, type ChatterTopic } from './chatter.ts';
import { applyCustomerDeletion, applyMerge } from './customer-events.ts';
import { APPLIED, type Applied, type Event } from './event.ts';
import { applyOrder, applyOrderDeletion, applyRefund } from './order-events.ts';
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
