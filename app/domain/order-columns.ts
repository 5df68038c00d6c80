// Orders as columns that double when full: a shop's five million are never five million objects.
import { EXCLUSION_RULES, type Day, type ExclusionRule, type OrderFacts } from './glossary.ts';

/** In place of the customer of an order without one. */
export const NOBODY = -(2n ** 63n);

const RULE = Object.fromEntries(EXCLUSION_RULES.map((rule, i) => [rule, i])) as Readonly<Record<ExclusionRule, number>>;
/** No rule of the order's own; its value, its customer and, where it is unpaid, its age have a word still. */
const NO_RULE = EXCLUSION_RULES.length;

/**
 * Whether no money has arrived. PENDING: nothing is promised. AUTHORIZED: reserved only, and an authorisation lapses by
 * itself within weeks. None (null): there was never a transaction. PARTIALLY_PAID is not among them: the customer has bought
 * and paid for a part.
 */
function isUnpaid(financialStatus: string | null): boolean {
  return financialStatus === null || financialStatus === 'PENDING' || financialStatus === 'AUTHORIZED';
}

/** The first rule that an order's state falls under, by its place in EXCLUSION_RULES; `unpaid` applies only once it is old. */
function ruleOfState({ test, cancelled, financialStatus }: OrderFacts): number {
  if (test) return RULE.test;
  if (cancelled) return RULE.cancelled;
  if (financialStatus === 'VOIDED') return RULE.voided;
  if (financialStatus === 'EXPIRED') return RULE.expired;
  return isUnpaid(financialStatus) ? RULE.unpaid : NO_RULE;
}

/** The rule that leaves an order out, by its place in EXCLUSION_RULES; the number of rules where it counts. */
export function ruleCode(ofState: number, daysOld: number, netMinor: number, hasCustomer: boolean, unpaidAfterDays: number): number {
  if (ofState < RULE.unpaid || (ofState === RULE.unpaid && daysOld > unpaidAfterDays)) return ofState;
  if (!(netMinor > 0)) return RULE['no-value'];
  return hasCustomer ? NO_RULE : RULE['no-customer'];
}

/**
 * Why an order is left out of the purchase history, or null when it counts. The first rule that applies, in the order of
 * EXCLUSION_RULES. A young unpaid order counts: most are paid within days.
 */
export function exclusionRule(order: OrderFacts, unpaidAfterDays: number, today: Day): ExclusionRule | null {
  return EXCLUSION_RULES[ruleCode(ruleOfState(order), today - order.day, order.netMinor, order.customerId !== null, unpaidAfterDays)] ?? null;
}

export class OrderColumns {
  length = 0;
  customerId = new BigInt64Array(1024);
  day = new Int32Array(1024);
  atMs = new Float64Array(1024);
  grossMinor = new Float64Array(1024);
  netMinor = new Float64Array(1024);
  /** See ruleOfState. */
  state = new Uint8Array(1024);

  /** A row that comes again, as in files that were put together from several, is the same order: it counts once. */
  static of(orders: Iterable<OrderFacts>): OrderColumns {
    const columns = new OrderColumns();
    const known = new Set<bigint>();
    for (const order of orders) {
      if (known.has(order.orderId)) continue;
      known.add(order.orderId);
      columns.add(order);
    }
    return columns;
  }

  add(order: OrderFacts): void {
    const i = this.length;
    if (i === this.day.length) this.#grow();
    this.customerId[i] = order.customerId ?? NOBODY;
    this.day[i] = order.day;
    this.atMs[i] = order.processedAtMs;
    this.grossMinor[i] = order.grossMinor;
    this.netMinor[i] = order.netMinor;
    this.state[i] = ruleOfState(order);
    this.length = i + 1;
  }

  #grow(): void {
    const size = this.length * 2;
    const customerId = new BigInt64Array(size);
    customerId.set(this.customerId);
    this.customerId = customerId;
    const day = new Int32Array(size);
    day.set(this.day);
    this.day = day;
    const state = new Uint8Array(size);
    state.set(this.state);
    this.state = state;
    this.atMs = doubled(this.atMs);
    this.grossMinor = doubled(this.grossMinor);
    this.netMinor = doubled(this.netMinor);
  }
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(column.length * 2);
  longer.set(column);
  return longer;
}
