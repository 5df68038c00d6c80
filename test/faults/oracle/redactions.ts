// Whom the app has to have forgotten: whoever's customers/redact it has answered for the shop as it is now. What a shop was told
// before shop/redact went with it, by right: see app/decisions/doors/0025.
import type pg from 'pg';
import { awaited } from '../clock/steps.ts';
import type { LifeRecord } from '../workload/shop-life.ts';
import type { Delivery, Receiver } from '../shopify/deliveries.ts';

/** One of them, and the shop that took it; null where the app knew of none. */
export interface HeardRedaction {
  readonly customerId: number;
  readonly shopId: string | null;
}

const ABOUT_PRIVACY = new Set(['customers/data_request', 'customers/redact', 'shop/redact']);

/** Notes which shop took each privacy webhook. Where it came or went in the meantime, the inbox tells. */
export function hearRedactions(owner: pg.Client, domain: string, record: LifeRecord, receive: Receiver): Receiver {
  const idOf = (text: string, ...values: string[]) => awaited('a redaction is heard', async () => (await owner.query<{ id: string }>(text, values)).rows[0]?.id ?? null);
  const shopNow = () => idOf('select shop_id::text as id from shop where domain = $1', domain);
  const shopOfInbox = ({ topic, eventId }: Delivery) => idOf('select shop_id::text as id from webhook_inbox where topic = $1 and event_id = $2', topic, eventId);
  return async (delivery) => {
    if (!ABOUT_PRIVACY.has(delivery.topic) || delivery.forged) return receive(delivery);
    const before = await shopNow();
    const status = await receive(delivery);
    if (status === null || status >= 300) return status;
    const after = await shopNow();
    const shopId = before === after ? before : await shopOfInbox(delivery);
    if (shopId === null) record.toNobody.add(delivery.eventId);
    if (delivery.topic === 'customers/redact') record.heard.push({ customerId: (JSON.parse(delivery.body.toString()) as { customer: { id: number } }).customer.id, shopId });
    return status;
  };
}

export function forgottenIn(shopId: bigint, { heard }: LifeRecord): Set<number> {
  return new Set(heard.filter((one) => one.shopId === shopId.toString()).map(({ customerId }) => customerId));
}
