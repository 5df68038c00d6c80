// Which customers share a call of metafieldsSet. A call costs 10 points and 1 for each customer in it (shopify.dev changelog,
// "Dynamic complexity cost for metafieldsSet", since 15 September 2026) and takes 25 metafields, so with f fields a customer:
//
//   f = 1: 25 customers a call, 10 + 25 = 35 points, 1.40 a customer
//   f = 2: 12 customers a call, 10 + 12 = 22 points, 1.83 a customer
//   f = 3:  8 customers a call, 10 +  8 = 18 points, 2.25 a customer
//
// A customer is never split over two calls: 25 customers of three fields would then take three calls instead of 3⅛, but be paid
// for 27 times, 57 points against 56.25. So the fewest calls are the cheapest, and only fields that differ are sent at all.

export const MOST_METAFIELDS = 25;
export const POINTS_PER_CALL = 10;

export interface ToPack {
  readonly fields: readonly unknown[];
}

export function callPoints(customers: number): number {
  return POINTS_PER_CALL + customers;
}

/** Fills call after call: three fields first, as they fit worst, then two, then one. @param changes of one to three fields each. */
export function packCalls<T extends ToPack>(changes: readonly T[]): T[][] {
  const [ones, twos, threes] = [1, 2, 3].map((size) => changes.filter(({ fields }) => fields.length === size)) as [T[], T[], T[]];
  const calls: T[][] = [];
  while (ones.length + twos.length + threes.length > 0) {
    // Eight of three leave a place that only one of one can fill; seven of three and two of two fill all.
    const fitting = ones.length === 0 && twos.length >= 2 ? 7 : 8;
    const call = threes.splice(0, fitting);
    let left = MOST_METAFIELDS - 3 * call.length;
    const pairs = twos.splice(0, Math.floor(left / 2));
    left -= 2 * pairs.length;
    calls.push([...call, ...pairs, ...ones.splice(0, left)]);
  }
  return calls;
}
