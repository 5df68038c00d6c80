// What happens to a customer here, one at a time; what events say of many at once is in inbound/customer-events.ts.
import { Prisma } from '@prisma/client';
import type { ShopId, ShopTx } from './db.ts';
import { markHistory } from './history/mark-history.ts';
import { changeTag, readTagStates, writeTagStates } from './inbound/own-tag-state.ts';
import { bury } from './inbound/tombstones.ts';
import { patchSegmentCodes } from './scoring/segment-chunks.ts';

/** What Shopify holds of our namespace after a write of ours, or as just read from it. */
export async function setOwnTags(tx: ShopTx, shopId: ShopId, customerId: bigint, ownTags: readonly string[], at = new Date()): Promise<void> {
  const state = (await readTagStates(tx, shopId, [customerId])).get(customerId);
  if (!state) return;
  for (const tag of ownTags) if (!state.ownTags.includes(tag)) changeTag(state, tag, true, at);
  for (const tag of [...state.ownTags]) if (!ownTags.includes(tag)) changeTag(state, tag, false, at);
  await writeTagStates(tx, shopId, [[customerId, state]]);
}

/**
 * customers/delete: Shopify deletes only customers without orders, and those it has merged into another. The row goes and a
 * tombstone stays; a merged one stays as the mark that says into whom.
 */
export async function deleteCustomer(tx: ShopTx, shopId: ShopId, customerId: bigint, at: Date): Promise<void> {
  await bury(tx, shopId, 'customer', [customerId], at);
  await tx.$executeRaw`delete from customer where shop_id = ${shopId} and customer_id = ${customerId} and merged_into_id is null`;
  await markHistory(tx, shopId, [customerId]);
  await forgetBuriedMarks(tx, shopId, [customerId]);
  await removeScores(tx, shopId, [customerId]);
}

/** A merged customer that Shopify no longer has is only a mark: nothing of it depends on what came first. */
export async function forgetBuriedMarks(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    update customer c set created_at = t.deleted_at, updated_at = t.deleted_at, shopify_order_count = 0, shopify_rfm_group = null, figures_at = 'epoch',
      own_tags = '{}', own_tags_at = 'epoch', own_tag_times = '{}'
    from tombstone t
    where c.shop_id = ${shopId} and c.customer_id = any(${[...customerIds]}::bigint[]) and c.merged_into_id is not null
      and t.shop_id = c.shop_id and t.kind = 'customer' and t.subject_id = c.customer_id`;
}

/** Scores, alerts, planned tags and metafields of customers who are no longer customers. */
export async function removeScores(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  const ids = [...customerIds];
  for (const table of ['customer_score', 'churn_alert', 'tag_change', 'customer_metafield']) {
    await tx.$executeRaw`delete from ${Prisma.raw(table)} where shop_id = ${shopId} and customer_id = any(${ids}::bigint[])`;
  }
  await patchSegmentCodes(tx, shopId, new Map(ids.map((id) => [id, null])));
}

/** customer → the one they were merged into, or themselves; customers that are not known are left out. */
export async function findSurvivors(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await tx.$queryRaw<{ customerId: bigint; survivorId: bigint }[]>`
    select customer_id as "customerId", coalesce(merged_into_id, customer_id) as "survivorId" from customer
    where shop_id = ${shopId} and customer_id = any(${[...customerIds]}::bigint[])`;
  return new Map(rows.map(({ customerId, survivorId }) => [customerId, survivorId]));
}
