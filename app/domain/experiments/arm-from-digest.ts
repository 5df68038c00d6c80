/** 48 bits of the digest: a share is kept to 4e-15. */
const BYTES = 6;
const STEPS = 2 ** (8 * BYTES);

/**
 * What is hashed, with a secret key, to place a customer in a campaign. The same customer and campaign give the same place for ever;
 * another campaign gives a place that has nothing to do with it.
 */
export function assignmentMessage({ shopId, campaignId, customerId }: { shopId: bigint | number; campaignId: string; customerId: bigint | number }): string {
  return `arm:${shopId}:${customerId}:${campaignId}`;
}

/**
 * The arm a digest falls into: the arms lie side by side on 0 to 1, each as long as its share, and the digest is a point there. No
 * chance is needed and nothing has to be stored. Raising the first arm's share at the last arm's cost takes nobody out of the first.
 *
 * @param digest at least 6 bytes of a keyed hash (HMAC-SHA-256) of `assignmentMessage`; the first 48 bits are used
 * @param shares by arm, 0 or more, adding up to 1; an arm of 0 gets nobody
 * @returns the number of the arm, from 0
 * @throws RangeError for a shorter digest or shares that do not add up to 1
 */
export function armFromDigest(digest: Uint8Array, shares: readonly number[]): number {
  if (digest.length < BYTES) throw new RangeError(`an arm needs ${BYTES} bytes of digest, not ${digest.length}`);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!shares.every((share) => share >= 0) || !(Math.abs(total - 1) < 1e-9)) throw new RangeError(`shares must add up to 1: ${shares.join(', ')}`);
  let steps = 0;
  for (let i = 0; i < BYTES; i += 1) steps = steps * 256 + digest[i]!;
  const place = steps / STEPS;
  let end = 0;
  for (const [arm, share] of shares.entries()) {
    end += share;
    if (place < end) return arm;
  }
  // The shares add up to a hair below 1: the rest belongs to the last arm that has any.
  return shares.findLastIndex((share) => share > 0);
}
