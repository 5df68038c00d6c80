import { randomUUID } from 'node:crypto';
import { inShop, type ShopId } from '../../../app/records/db.ts';
import { applyWebhooks } from '../../../app/sync/apply-webhooks.ts';
import type { AskShopify } from '../../../app/sync/webhooks/origin/whose-body.ts';

export interface Waiting {
  topic: string;
  body: unknown;
  triggeredAt: string;
}

/** Puts events into the inbox as the receiver does, without HTTP around it. */
export async function deposit(shopId: ShopId, events: readonly Waiting[]): Promise<void> {
  await inShop(shopId, async (tx) => {
    for (const { topic, body, triggeredAt } of events) {
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      await tx.webhookInbox.create({ data: { shopId, topic, eventId: randomUUID(), triggeredAt: new Date(triggeredAt), body: bytes } });
      await tx.$executeRaw`update webhook_inbox set touched_customer_ids = null where applied_at is null`;
    }
  });
}

/** A Shopify in which every shop has whatever is asked for. */
const hasAll: AskShopify = async (_shop, customerIds, orderIds) => Promise.resolve({ customerIds: new Set(customerIds), orderIds: new Set(orderIds) });

export async function applyAll(shopId: ShopId, ask: AskShopify = hasAll): Promise<void> {
  await applyWebhooks({ shopId: shopId.toString() }, { signal: new AbortController().signal }, ask);
}

/** Stores and applies, one after the other. */
export async function happen(shopId: ShopId, ...events: Waiting[]): Promise<void> {
  for (const event of events) {
    await deposit(shopId, [event]);
    await applyAll(shopId);
  }
}
