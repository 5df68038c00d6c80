import { z } from 'zod';
import { applyCustomerVersion, applyOrderCount, applyTagEvent, type CustomerOutcome, deleteCustomer } from '../../records/customers.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { mergeCustomers } from '../../records/inbound/merge-customers.ts';
import { ownTagsOf } from '../own-tags.ts';
import { bodyGid, bodyId, bodyTimeMs, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';

function outcomeOf(outcome: CustomerOutcome, customerId: bigint): Applied {
  if (outcome === 'applied') return { ...APPLIED, touched: [customerId] };
  return { outcome: outcome === 'stale' ? 'stale: newer-version' : 'ignored: deleted-customer', touched: [] };
}

const customer = z.object({ id: bodyId, created_at: bodyTimeMs, updated_at: bodyTimeMs });

/** customers/create, customers/update. */
export async function applyCustomer({ tx, shopId, body }: Event): Promise<Applied> {
  const { id, created_at: createdAtMs, updated_at: updatedAtMs } = parseBody(customer, body);
  await lockInbound(tx, shopId);
  return outcomeOf(await applyCustomerVersion(tx, shopId, { customerId: id, createdAtMs, updatedAtMs }), id);
}

// The body of customers/update would have updated_at: the topic header is not signed.
const deleted = z.object({ id: bodyId, updated_at: z.undefined().optional() });

/** customers/delete. */
export async function applyCustomerDeletion({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> {
  const { id } = parseBody(deleted, body);
  await lockInbound(tx, shopId);
  await deleteCustomer(tx, shopId, id, triggeredAt);
  return { ...APPLIED, touched: [id] };
}

const merge = z.object({
  admin_graphql_api_customer_kept_id: bodyGid('Customer'),
  admin_graphql_api_customer_deleted_id: bodyGid('Customer'),
  status: z.string(),
});

/** customers/merge: also sent when a merge failed. */
export async function applyMerge({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> {
  const { admin_graphql_api_customer_kept_id: keptId, admin_graphql_api_customer_deleted_id: mergedId, status } = parseBody(merge, body);
  if (!/^(success|completed)$/i.test(status)) return { outcome: `ignored: merge-${status.slice(0, 40)}`, touched: [] };
  await lockInbound(tx, shopId);
  const result = await mergeCustomers(tx, shopId, keptId, mergedId, triggeredAt);
  if (result.outcome === 'stale') return { outcome: `stale: ${result.why}`, touched: [] };
  return { ...APPLIED, touched: 'survivorId' in result ? [result.survivorId, mergedId] : [] };
}

/** Bodies have whole seconds: the time at which the event was triggered, which is not signed, may refine them, but no more. */
function momentOf(occurredAtMs: number, triggeredAt: Date): Date {
  const withinMs = Math.min(Math.max(triggeredAt.getTime() - occurredAtMs, 0), 999);
  return new Date(occurredAtMs + withinMs);
}

const summary = z.object({ customerId: bodyGid('Customer'), numberOfOrders: z.coerce.number().int().nonnegative(), occurredAt: bodyTimeMs });

/** customers/purchasing_summary. */
export async function applyPurchasingSummary({ tx, shopId, body, triggeredAt }: Event): Promise<Applied> {
  const { customerId, numberOfOrders, occurredAt } = parseBody(summary, body);
  await lockInbound(tx, shopId);
  const outcome = await applyOrderCount(tx, shopId, customerId, numberOfOrders, momentOf(occurredAt, triggeredAt));
  // Shopify's own count is only shown beside ours: no score depends on it.
  return { ...outcomeOf(outcome, customerId), touched: [] };
}

const tagChange = z.object({ customerId: bodyGid('Customer'), tags: z.array(z.string()), occurredAt: bodyTimeMs });

/** customer.tags_added, customer.tags_removed: only our namespace is looked at. */
export async function applyTags({ tx, shopId, body, triggeredAt }: Event, present: boolean): Promise<Applied> {
  const { customerId, tags, occurredAt } = parseBody(tagChange, body);
  const own = ownTagsOf(tags);
  if (own.length === 0) return { outcome: 'ignored: other-tags', touched: [] };
  await lockInbound(tx, shopId);
  const outcome = await applyTagEvent(tx, shopId, customerId, own, present, momentOf(occurredAt, triggeredAt));
  return { ...outcomeOf(outcome, customerId), touched: [] };
}
