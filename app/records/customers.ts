// One customer at a time. A customer's own data, figures and tags come by events of their own, each newer-wins by itself.
import { Prisma } from '@prisma/client';
import type { ShopId, ShopTx } from './db.ts';
import { ensureCustomer } from './inbound/bare-customers.ts';
import { bury, findTombstones } from './inbound/tombstones.ts';

export type CustomerOutcome = 'applied' | 'stale' | 'gone';

/** customers/create and customers/update. */
export async function applyCustomerVersion(tx: ShopTx, shopId: ShopId, version: { customerId: bigint; createdAtMs: number; updatedAtMs: number }): Promise<CustomerOutcome> {
  const gone = await findTombstones(tx, shopId, { customerIds: [version.customerId] });
  if (gone.length > 0) return 'gone';
  const written = await tx.$executeRaw`
    insert into customer as c (shop_id, customer_id, created_at, updated_at)
    values (${shopId}, ${version.customerId}, ${new Date(version.createdAtMs)}, ${new Date(version.updatedAtMs)})
    on conflict (shop_id, customer_id) do update set created_at = excluded.created_at, updated_at = excluded.updated_at
    where excluded.updated_at > c.updated_at`;
  return written > 0 ? 'applied' : 'stale';
}

/** customers/purchasing_summary: Shopify's own count of orders. */
export async function applyOrderCount(tx: ShopTx, shopId: ShopId, customerId: bigint, orderCount: number, at: Date): Promise<CustomerOutcome> {
  if (!(await ensureCustomer(tx, shopId, customerId, at.getTime()))) return 'gone';
  const written = await tx.$executeRaw`
    update customer set shopify_order_count = ${orderCount}::int, figures_at = ${at}
    where shop_id = ${shopId} and customer_id = ${customerId} and (figures_at, shopify_order_count) < (${at}, ${orderCount}::int)`;
  return written > 0 ? 'applied' : 'stale';
}

interface TagState {
  ownTags: string[];
  ownTagsAt: Date;
  ownTagTimes: Record<string, string>;
}

async function readTags(tx: ShopTx, shopId: ShopId, customerId: bigint): Promise<TagState | null> {
  const rows = await tx.$queryRaw<TagState[]>`
    select own_tags as "ownTags", own_tags_at as "ownTagsAt", own_tag_times as "ownTagTimes" from customer
    where shop_id = ${shopId} and customer_id = ${customerId} for update`;
  return rows[0] ?? null;
}

async function writeTags(tx: ShopTx, shopId: ShopId, customerId: bigint, state: TagState): Promise<void> {
  await tx.$executeRaw`
    update customer set own_tags = ${[...state.ownTags].sort()}::text[], own_tag_times = ${JSON.stringify(state.ownTagTimes)}::jsonb
    where shop_id = ${shopId} and customer_id = ${customerId}`;
}

/** Each tag by itself: the later of "added" and "removed" counts, "added" where they are of the same moment. */
function changeTag(state: TagState, tag: string, present: boolean, at: Date): boolean {
  const since = Math.max(state.ownTagsAt.getTime(), Date.parse(state.ownTagTimes[tag] ?? '') || 0);
  if (at.getTime() < since || (at.getTime() === since && !present)) return false;
  const held = state.ownTags.includes(tag);
  state.ownTagTimes = { ...state.ownTagTimes, [tag]: at.toISOString() };
  if (present !== held) state.ownTags = present ? [...state.ownTags, tag] : state.ownTags.filter((other) => other !== tag);
  return true;
}

/** customer.tags_added and customer.tags_removed. @param tags of our namespace only. */
export async function applyTagEvent(tx: ShopTx, shopId: ShopId, customerId: bigint, tags: readonly string[], present: boolean, at: Date): Promise<CustomerOutcome> {
  if (!(await ensureCustomer(tx, shopId, customerId, at.getTime()))) return 'gone';
  const state = await readTags(tx, shopId, customerId);
  if (!state) return 'gone';
  const changed = tags.filter((tag) => changeTag(state, tag, present, at));
  if (changed.length === 0) return 'stale';
  await writeTags(tx, shopId, customerId, state);
  return 'applied';
}

/** What Shopify holds of our namespace after a write of ours, or as just read from it. */
export async function setOwnTags(tx: ShopTx, shopId: ShopId, customerId: bigint, ownTags: readonly string[], at = new Date()): Promise<void> {
  const state = await readTags(tx, shopId, customerId);
  if (!state) return;
  for (const tag of ownTags) if (!state.ownTags.includes(tag)) changeTag(state, tag, true, at);
  for (const tag of [...state.ownTags]) if (!ownTags.includes(tag)) changeTag(state, tag, false, at);
  await writeTags(tx, shopId, customerId, state);
}

/**
 * customers/delete: Shopify deletes only customers without orders, and those it has merged into another. The row goes and a
 * tombstone stays; a merged one stays as the mark that says into whom.
 */
export async function deleteCustomer(tx: ShopTx, shopId: ShopId, customerId: bigint, at: Date): Promise<void> {
  await bury(tx, shopId, 'customer', [customerId], at);
  await tx.$executeRaw`delete from customer where shop_id = ${shopId} and customer_id = ${customerId} and merged_into_id is null`;
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

/** Scores, alerts and planned tags of customers who are no longer customers. */
export async function removeScores(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  const ids = [...customerIds];
  for (const table of ['customer_score', 'churn_alert', 'tag_change']) {
    await tx.$executeRaw`delete from ${Prisma.raw(table)} where shop_id = ${shopId} and customer_id = any(${ids}::bigint[])`;
  }
}

/** customer → the one they were merged into, or themselves; customers that are not known are left out. */
export async function findSurvivors(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await tx.$queryRaw<{ customerId: bigint; survivorId: bigint }[]>`
    select customer_id as "customerId", coalesce(merged_into_id, customer_id) as "survivorId" from customer
    where shop_id = ${shopId} and customer_id = any(${[...customerIds]}::bigint[])`;
  return new Map(rows.map(({ customerId, survivorId }) => [customerId, survivorId]));
}
