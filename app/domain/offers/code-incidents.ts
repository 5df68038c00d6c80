/**
 * What may be wrong with a code of ours.
 *
 * Leaks: an order used the code, and
 * - used-by-another: the order is another customer's
 * - used-by-guest: the order is nobody's
 * - seen-in-bulk: the order carries codes of several customers
 *
 * and without an order
 * - tried-by-another: somebody else, logged in, typed the code into their cart
 *
 * Others:
 * - used-twice: two orders used it, though it is for one use
 * - orphan: redeemable in Shopify, and no intent has it
 * - still-active: redeemable in Shopify, though it was taken back
 * - missing: said to be made, and not in Shopify
 * - ended-by-hand: somebody ended or deleted it in Shopify
 */
export const LEAKS = ['used-by-another', 'used-by-guest', 'seen-in-bulk', 'tried-by-another'] as const;
export const CODE_INCIDENTS = [...LEAKS, 'used-twice', 'orphan', 'still-active', 'missing', 'ended-by-hand'] as const;

export type Leak = (typeof LEAKS)[number];
export type CodeIncidentKind = (typeof CODE_INCIDENTS)[number];

/** A reward that leaks again and again is being passed on: the code after the second leak is the last. */
export const MOST_REISSUES = 2;

/**
 * Whether an order leaked a code.
 *
 * @param ownerId whom the code is for
 * @param buyerId whose order it is; null for a guest's
 * @param strangeCodes how many codes of other customers the order carries, this one included
 */
export function leakOf({ ownerId, buyerId, strangeCodes }: { ownerId: bigint; buyerId: bigint | null; strangeCodes: number }): Leak | null {
  if (buyerId === ownerId) return null;
  if (strangeCodes > 1) return 'seen-in-bulk';
  return buyerId === null ? 'used-by-guest' : 'used-by-another';
}
