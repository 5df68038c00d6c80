import type { StoredCustomer } from '../../records/reconcile/stored-customers.ts';

/** A customer as Shopify showed it at one moment. */
export interface ShownCustomer {
  readonly customerId: bigint;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly orderCount: number;
  /** Tags of our namespace, sorted. */
  readonly ownTags: readonly string[];
  /** When anything about the customer is known to have changed last: an order of theirs does not move updatedAt. */
  readonly changedAtMs: number;
}

export type CustomerField = 'updatedAtMs' | 'orderCount' | 'ownTags';

/** Only an order or an event has named the customer so far. */
const isBare = (stored: StoredCustomer) => stored.updatedAt.getTime() === 0;

/**
 * What of a stored customer is older than what Shopify shows. Each part has a time of its own, so what we learnt after
 * Shopify was asked is never called drift. Shopify's RFM group is left out: it moves with the calendar, unannounced.
 *
 * @param at when Shopify was asked.
 */
export function compareCustomer(stored: StoredCustomer | undefined, shown: ShownCustomer, at: Date): CustomerField[] | 'missing' {
  if (!stored || isBare(stored)) return 'missing';
  const differing: CustomerField[] = [];
  if (stored.updatedAt.getTime() < shown.updatedAtMs) differing.push('updatedAtMs');
  if (stored.shopifyOrderCount !== shown.orderCount && stored.figuresAt < at) differing.push('orderCount');
  if (changedTags(stored, shown, at).length > 0) differing.push('ownTags');
  return differing;
}

function changedTags(stored: StoredCustomer, { ownTags }: ShownCustomer, at: Date): string[] {
  const differing = [...ownTags.filter((tag) => !stored.ownTags.includes(tag)), ...stored.ownTags.filter((tag) => !ownTags.includes(tag))];
  return differing.filter((tag) => Math.max(stored.ownTagsAt.getTime(), Date.parse(stored.ownTagTimes[tag] ?? '') || 0) < at.getTime());
}
