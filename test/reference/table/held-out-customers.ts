import { buyersOf, historyAsOf, purchasesBetween, type Buyers } from '../../../app/domain/churn/calibration/as-of.ts';
import type { OrderFacts, PurchaseHistory } from '../../../app/domain/glossary.ts';
import { dayOf } from '../../domain/support/real-orders.ts';
import { historyOf } from '../../domain/support/orders.ts';

/** A data set and where a case cuts it. */
export interface Cut {
  readonly orders: readonly OrderFacts[];
  readonly end: string;
  readonly until: string;
  readonly weeks: number;
}

/** The customers of a calibration period, in columns, and what the hold-out brought. */
export interface HeldOutCustomers {
  readonly history: PurchaseHistory;
  readonly past: PurchaseHistory;
  readonly buyers: Buyers;
  readonly ids: readonly bigint[];
  readonly customers: readonly { readonly x: number; readonly tx: number; readonly T: number }[];
  readonly actual: readonly number[];
  readonly lapsed: readonly boolean[];
  /** Where the customers with a repeat purchase stand. */
  readonly repeaters: readonly number[];
}

export function heldOutCustomers({ orders, end, until }: Cut): HeldOutCustomers {
  const history = historyOf(orders.filter(({ day }) => day <= dayOf(until)), dayOf(until));
  const past = historyAsOf(history, dayOf(end));
  const buyers = buyersOf(past);
  const customers = Array.from(buyers.repeats, (x, i) => ({ x, tx: buyers.firstToLastDays[i]! / 7, T: buyers.observedDays[i]! / 7 }));
  const actual = Array.from(purchasesBetween(history, buyers.customer, dayOf(end), dayOf(until)));
  const ids = Array.from(buyers.customer, (i) => history.customerIds[i]!);
  return { history, past, buyers, ids, customers, actual, lapsed: actual.map((purchases) => purchases === 0), repeaters: customers.flatMap(({ x }, i) => (x > 0 ? [i] : [])) };
}
