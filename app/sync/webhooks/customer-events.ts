import { z } from 'zod';
import { deleteCustomer } from '../../records/customers.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { mergeCustomers } from '../../records/inbound/merge-customers.ts';
import { bodyGid, bodyId, bodyOf, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';

// The body of customers/update would have updated_at: the topic header is not signed.
const deleted = z.object({ id: bodyId, admin_graphql_api_id: bodyOf('Customer'), updated_at: z.undefined().optional() });

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
