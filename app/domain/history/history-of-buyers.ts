// Packed buyers → the purchase history of a day. As buildPurchaseHistory gives it, without sorting anything: the orders lie
// with their buyers in their order, so what is left is to ask the rule of each.
import { EXCLUSION_RULES, type Day, type ExclusionRule, type PurchaseHistory } from '../glossary.ts';
import { ruleCode } from '../order-columns.ts';
import { openBuyers, type OpenedBuyers, type PackedBuyers } from './pack-buyers.ts';
import type { PackedColumn } from './packed-columns.ts';

interface HistoryOptions {
  readonly unpaidAfterDays: number;
  readonly today: Day;
}

const COUNTS = EXCLUSION_RULES.length;

/** One chunk's columns, wide: one kind of array each, so that the pass over them is compiled once. */
class Wide {
  keyLow = new Float64Array(0);
  keyHigh = new Float64Array(0);
  scored = new Uint8Array(0);
  orderCount = new Uint32Array(0);
  day = new Int32Array(0);
  netMinor = new Float64Array(0);
  state = new Uint8Array(0);

  fill(chunk: OpenedBuyers): void {
    const n = chunk.scored.values.length;
    const m = chunk.day.values.length;
    if (this.scored.length < n) {
      this.keyLow = new Float64Array(2 * n);
      this.keyHigh = new Float64Array(2 * n);
      this.scored = new Uint8Array(2 * n);
      this.orderCount = new Uint32Array(2 * n);
    }
    if (this.day.length < m) {
      this.day = new Int32Array(2 * m);
      this.netMinor = new Float64Array(2 * m);
      this.state = new Uint8Array(2 * m);
    }
    this.keyLow.set(chunk.keyLow.values);
    this.keyHigh.set(chunk.keyHigh.values);
    this.scored.set(chunk.scored.values);
    this.orderCount.set(chunk.orderCount.values);
    this.day.set(chunk.day.values);
    this.netMinor.set(chunk.netMinor.values);
    this.state.set(chunk.state.values);
  }
}

/** @param chunks of the whole shop, by ascending keys */
export function historyOfBuyers(chunks: Iterable<PackedBuyers>, options: HistoryOptions): PurchaseHistory {
  const opened = Array.from(chunks, openBuyers);
  const builder = new Builder(opened, options);
  for (const chunk of opened) builder.add(chunk);
  return builder.history();
}

class Builder {
  readonly #wide = new Wide();
  readonly #options: HistoryOptions;
  readonly #number = new Float64Array(COUNTS + 1);
  readonly #grossMinor = new Float64Array(COUNTS + 1);
  readonly #ids: BigInt64Array;
  readonly #start: Uint32Array;
  readonly #day: Int32Array;
  readonly #value: Float64Array;
  #buyers = 0;
  #orders = 0;
  #netMinor = 0;

  constructor(chunks: readonly OpenedBuyers[], options: HistoryOptions) {
    const most = chunks.reduce((sum, { scored }) => sum + scored.values.length, 0);
    const mostOrders = chunks.reduce((sum, { day }) => sum + day.values.length, 0);
    this.#options = options;
    this.#ids = new BigInt64Array(most);
    this.#start = new Uint32Array(most + 1);
    this.#day = new Int32Array(mostOrders);
    this.#value = new Float64Array(mostOrders);
  }

  add(chunk: OpenedBuyers): void {
    this.#wide.fill(chunk);
    this.#addKeys(chunk);
    this.#addOrders(chunk);
  }

  #addKeys({ keyLow, keyHigh, scored: { base } }: OpenedBuyers): void {
    const { scored, keyLow: low, keyHigh: high } = this.#wide;
    const ids = new Int32Array(this.#ids.buffer);
    let to = 2 * this.#buyers;
    for (let i = 0, n = keyLow.values.length; i < n; i += 1) {
      if (base + scored[i]! === 0) continue;
      ids[to] = keyLow.base + low[i]!;
      ids[to + 1] = keyHigh.base + high[i]!;
      to += 2;
    }
  }

  #addOrders(chunk: OpenedBuyers): void {
    const { scored, orderCount, day, netMinor, state } = this.#wide;
    const { today, unpaidAfterDays } = this.#options;
    const { base: dayBase } = chunk.day;
    const { base: netBase } = chunk.netMinor;
    const { base: stateBase } = chunk.state;
    const { base: countBase } = chunk.orderCount;
    const { base: scoredBase } = chunk.scored;
    const number = this.#number;
    const gross = this.#grossMinor;
    const days = this.#day;
    const value = this.#value;
    const start = this.#start;
    const refunded = refundsOf(chunk.grossAt);
    let refund = 0;
    let nextRefund = refunded(0);
    let buyers = this.#buyers;
    let orders = this.#orders;
    let netSum = 0;
    let k = 0;
    for (let i = 0, n = chunk.scored.values.length; i < n; i += 1) {
      const isScored = scoredBase + scored[i]! === 1;
      for (const end = k + countBase + orderCount[i]!; k < end; k += 1) {
        const net = netBase + netMinor[k]!;
        const onDay = dayBase + day[k]!;
        const rule = ruleCode(stateBase + state[k]!, today - onDay, net, isScored, unpaidAfterDays);
        number[rule]! += 1;
        gross[rule]! += net;
        if (k === nextRefund) {
          gross[rule]! += chunk.grossMinor.base + chunk.grossMinor.values[refund]! - net;
          refund += 1;
          nextRefund = refunded(refund);
        }
        if (rule !== COUNTS) continue;
        days[orders] = onDay;
        value[orders] = net;
        netSum += net;
        orders += 1;
      }
      if (isScored) {
        buyers += 1;
        start[buyers] = orders;
      }
    }
    this.#buyers = buyers;
    this.#orders = orders;
    this.#netMinor += netSum;
  }

  history(): PurchaseHistory {
    const number = this.#number;
    const gross = this.#grossMinor;
    const leftOut = Object.fromEntries(EXCLUSION_RULES.map((rule, i) => [rule, { orders: number[i]!, grossMinor: gross[i]! }])) as Record<ExclusionRule, { orders: number; grossMinor: number }>;
    return {
      today: this.#options.today,
      customerIds: this.#ids.subarray(0, this.#buyers),
      orderStart: this.#start.subarray(0, this.#buyers + 1),
      orderDay: this.#day.subarray(0, this.#orders),
      orderValueMinor: this.#value.subarray(0, this.#orders),
      counted: { orders: number[COUNTS]!, grossMinor: gross[COUNTS]!, netMinor: this.#netMinor },
      leftOut,
    };
  }
}

function refundsOf({ base, values }: PackedColumn): (refund: number) => number {
  return (refund) => (refund < values.length ? base + values[refund]! : -1);
}
