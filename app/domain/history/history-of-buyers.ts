// Packed buyers → the purchase history of a day. As buildPurchaseHistory gives it, without sorting anything: the orders lie
// with their buyers in their order, so what is left is to ask the rule of each.
import { EXCLUSION_RULES, type Day, type ExclusionRule, type PurchaseHistory } from '../glossary.ts';
import { ruleCode } from '../order-columns.ts';
import { openBuyers, type OpenedBuyers, type PackedBuyers } from './pack-buyers.ts';

export interface HistoryOptions {
  readonly unpaidAfterDays: number;
  readonly today: Day;
}

const COUNTS = EXCLUSION_RULES.length;

/** Added to the state of an order that belongs to nobody who is scored. */
const NOBODYS = COUNTS + 1;

/** One chunk's columns, wide: one kind of array each, so that the passes over them are compiled once. */
class Wide {
  keyLow = new Float64Array(0);
  keyHigh = new Float64Array(0);
  scored = new Uint8Array(0);
  orderCount = new Uint32Array(0);
  day = new Int32Array(0);
  netMinor = new Float64Array(0);
  state = new Uint8Array(0);
  /** How many orders counted before each, and at the end. */
  countedBefore = new Uint32Array(0);

  fill(chunk: OpenedBuyers): void {
    const n = chunk.scored.values.length;
    const m = chunk.day.values.length;
    if (this.scored.length < n) {
      this.keyLow = new Float64Array(2 * n);
      this.keyHigh = new Float64Array(2 * n);
      this.scored = new Uint8Array(2 * n);
      this.orderCount = new Uint32Array(2 * n);
    }
    if (this.countedBefore.length <= m) {
      this.day = new Int32Array(2 * m);
      this.netMinor = new Float64Array(2 * m);
      this.state = new Uint8Array(2 * m);
      this.countedBefore = new Uint32Array(2 * m + 1);
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
export function historyOfBuyers(chunks: readonly PackedBuyers[], options: HistoryOptions): PurchaseHistory {
  const builder = new HistoryBuilder(sizeOf(chunks), options);
  for (const chunk of chunks) builder.add(chunk);
  return builder.history();
}

/** The bytes of all chunks of a shop. */
export interface PackedSize {
  readonly buyersBytes: number;
  readonly ordersBytes: number;
}

function sizeOf(chunks: readonly PackedBuyers[]): PackedSize {
  return { buyersBytes: chunks.reduce((sum, { buyers }) => sum + buyers.length, 0), ordersBytes: chunks.reduce((sum, { orders }) => sum + orders.length, 0) };
}

/** Columns of a buyer and of an order, each of one byte at least: so there are never more of them than this many bytes hold. */
const LEAST_BUYER_BYTES = 4;
const LEAST_ORDER_BYTES = 3;

/** Takes the chunks of a shop one after the other, by ascending keys, while the next is on its way. */
export class HistoryBuilder {
  readonly #wide = new Wide();
  readonly #options: HistoryOptions;
  readonly #number = new Float64Array(COUNTS + 1);
  readonly #grossMinor = new Float64Array(COUNTS + 1);
  readonly #ids: BigInt64Array;
  readonly #halves: Int32Array;
  readonly #start: Uint32Array;
  readonly #day: Int32Array;
  readonly #value: Float64Array;
  #buyers = 0;
  #orders = 0;
  #netMinor = 0;

  /** What of the columns is never written takes up no memory: the system gives pages as they are touched. */
  constructor({ buyersBytes, ordersBytes }: PackedSize, options: HistoryOptions) {
    const most = Math.floor(buyersBytes / LEAST_BUYER_BYTES);
    const mostOrders = Math.floor(ordersBytes / LEAST_ORDER_BYTES);
    this.#options = options;
    this.#ids = new BigInt64Array(most);
    this.#halves = new Int32Array(this.#ids.buffer);
    this.#start = new Uint32Array(most + 1);
    this.#day = new Int32Array(mostOrders);
    this.#value = new Float64Array(mostOrders);
  }

  add(packed: PackedBuyers): void {
    const chunk = openBuyers(packed);
    this.#wide.fill(chunk);
    this.#markNobodys(chunk);
    this.#addOrders(chunk);
    this.#correctGross(chunk);
    this.#addBuyers(chunk);
  }

  /** Most chunks hold nobody who is not scored: guests have numbers of their own. */
  #markNobodys({ scored: { base, values }, orderCount }: OpenedBuyers): void {
    const { scored, state } = this.#wide;
    if (base === 1) return;
    for (let i = 0, k = 0; i < values.length; i += 1) {
      const end = k + orderCount.base + this.#wide.orderCount[i]!;
      if (scored[i] === 0) for (let at = k; at < end; at += 1) state[at]! += NOBODYS;
      k = end;
    }
  }

  #ruleOf(chunk: OpenedBuyers, order: number): number {
    const code = chunk.state.base + this.#wide.state[order]!;
    const daysOld = this.#options.today - (chunk.day.base + this.#wide.day[order]!);
    return ruleCode(code % NOBODYS, daysOld, chunk.netMinor.base + this.#wide.netMinor[order]!, code < NOBODYS, this.#options.unpaidAfterDays);
  }

  /** In one run over all orders of the chunk: buyers are so short that a run for each would be mostly beginnings. */
  #addOrders(chunk: OpenedBuyers): void {
    const { day, netMinor, state, countedBefore } = this.#wide;
    const { base: netBase } = chunk.netMinor;
    const dayBase = chunk.day.base | 0;
    const stateOfCounted = COUNTS - chunk.state.base;
    const days = this.#day;
    const value = this.#value;
    const length = chunk.day.values.length;
    let orders = this.#orders;
    let netSum = 0;
    for (let k = 0; k < length; k += 1) {
      const net = netBase + netMinor[k]!;
      countedBefore[k] = orders;
      if (state[k] !== stateOfCounted || !(net > 0)) {
        const rule = this.#ruleOf(chunk, k);
        if (rule !== COUNTS) {
          this.#number[rule]! += 1;
          this.#grossMinor[rule]! += net;
          continue;
        }
      }
      days[orders] = dayBase + day[k]!;
      value[orders] = net;
      netSum += net;
      orders += 1;
    }
    countedBefore[length] = orders;
    this.#number[COUNTS]! += orders - this.#orders;
    this.#grossMinor[COUNTS]! += netSum;
    this.#netMinor += netSum;
    this.#orders = orders;
  }

  /** Gross was taken for net. */
  #correctGross(chunk: OpenedBuyers): void {
    const { grossAt, grossMinor, netMinor } = chunk;
    for (let i = 0; i < grossAt.values.length; i += 1) {
      const at = grossAt.base + grossAt.values[i]!;
      this.#grossMinor[this.#ruleOf(chunk, at)]! += grossMinor.base + grossMinor.values[i]! - (netMinor.base + this.#wide.netMinor[at]!);
    }
  }

  #addBuyers({ keyLow, keyHigh, orderCount, scored: { base, values } }: OpenedBuyers): void {
    const { scored, keyLow: low, keyHigh: high, orderCount: count, countedBefore } = this.#wide;
    const halves = this.#halves;
    const start = this.#start;
    let buyers = this.#buyers;
    let k = 0;
    for (let i = 0; i < values.length; i += 1) {
      k += orderCount.base + count[i]!;
      if (base + scored[i]! === 0) continue;
      halves[2 * buyers] = keyLow.base + low[i]!;
      halves[2 * buyers + 1] = keyHigh.base + high[i]!;
      buyers += 1;
      start[buyers] = countedBefore[k]!;
    }
    this.#buyers = buyers;
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
