// What else is in a shop's books: orders that do not count as purchases. They come on top of the law's purchases, so
// that a fit on the orders that count still finds the law.
import type { NewOrder } from '../types.ts';
import type { Chance } from './chance.ts';

const DAY_MS = 86_400_000;

/** Of the law's purchases. */
const SHARES = {
  cancelled: 0.02,
  refunded: 0.015,
  pending: 0.01,
  voided: 0.005,
  expired: 0.002,
  test: 0.004,
  guest: 0.03,
} as const;
export type OddKind = keyof typeof SHARES;
export const ODD_KINDS = Object.keys(SHARES) as OddKind[];

/** @returns what kind of odd order follows this purchase, if any. */
export function drawOddKind(chance: Chance): OddKind | null {
  let at = chance.uniform();
  for (const kind of ODD_KINDS) {
    at -= SHARES[kind];
    if (at < 0) return kind;
  }
  return null;
}

const REASONS = ['CUSTOMER', 'INVENTORY', 'FRAUD', 'OTHER'] as const;

/** Makes an order odd. @param endsAt nothing happens after it */
export function madeOdd(chance: Chance, order: NewOrder, kind: OddKind, endsAt: number): NewOrder {
  const soon = Math.min(endsAt, order.processedAt + Math.round(chance.uniform() * 10 * DAY_MS));
  switch (kind) {
    case 'cancelled':
      return { ...order, cancelledAt: Math.min(endsAt, order.processedAt + 3_600_000), cancelReason: chance.chosen(REASONS), fulfilled: false };
    case 'refunded':
      return {
        ...order,
        fulfilled: true,
        refunds: [{ createdAt: soon, amount: order.total ?? '0', note: 'Returned', lines: order.lines.map((line, at) => ({ line: at, quantity: line.quantity })) }],
      };
    case 'pending':
      return { ...order, financialStatus: 'PENDING', fulfilled: false };
    case 'voided':
      return { ...order, financialStatus: 'VOIDED', fulfilled: false };
    case 'expired':
      return { ...order, financialStatus: 'EXPIRED', fulfilled: false };
    case 'test':
      return { ...order, test: true };
    case 'guest':
      return { ...order, customerKey: null, email: null, sourceName: 'pos' };
  }
}
