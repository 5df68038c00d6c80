// Which tags of our namespace Shopify holds on a customer, and since when we know it of each: the later of "added" and
// "removed" counts, whichever comes first.
import type { ShopId, ShopTx } from '../db.ts';

export interface OwnTagState {
  ownTags: string[];
  /** All tags were read at this time. */
  ownTagsAt: Date;
  /** Tag → when it was added or removed last (ISO 8601). */
  ownTagTimes: Record<string, string>;
}

/** Locks the rows until the transaction ends. */
export async function readTagStates(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<Map<bigint, OwnTagState>> {
  const rows = await tx.$queryRaw<(OwnTagState & { customerId: bigint })[]>`
    select customer_id as "customerId", own_tags as "ownTags", own_tags_at as "ownTagsAt", own_tag_times as "ownTagTimes" from customer
    where shop_id = ${shopId} and customer_id = any(${[...customerIds]}::bigint[]) order by customer_id for update`;
  return new Map(rows.map(({ customerId, ...state }) => [customerId, state]));
}

export async function writeTagStates(tx: ShopTx, shopId: ShopId, states: readonly (readonly [bigint, OwnTagState])[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map(([customerId, { ownTags, ownTagTimes }]) => ({ id: customerId.toString(), tags: [...ownTags].sort(), times: ownTagTimes }));
  await tx.$executeRaw`
    update customer c set own_tags = array(select jsonb_array_elements_text(v.tags)), own_tag_times = v.times
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) v (id bigint, tags jsonb, times jsonb)
    where c.shop_id = ${shopId} and c.customer_id = v.id`;
}

/** Each tag by itself; "added" counts where both are of the same moment. @returns whether the state was changed. */
export function changeTag(state: OwnTagState, tag: string, present: boolean, at: Date): boolean {
  const since = Math.max(state.ownTagsAt.getTime(), Date.parse(state.ownTagTimes[tag] ?? '') || 0);
  if (at.getTime() < since || (at.getTime() === since && !present)) return false;
  const held = state.ownTags.includes(tag);
  state.ownTagTimes = { ...state.ownTagTimes, [tag]: at.toISOString() };
  if (present !== held) state.ownTags = present ? [...state.ownTags, tag] : state.ownTags.filter((other) => other !== tag);
  return true;
}
