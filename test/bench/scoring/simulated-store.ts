// A store of any size whose law is known: gamma rates, beta drop-outs, customers arriving evenly over 1,095 days.
import { seededRandom } from '../../../app/domain/numerics/random.ts';

export const STORE_DAYS = 1095;
/** The day after the last of the store. */
export const TODAY = 20_000;
const FIRST_DAY = TODAY - STORE_DAYS;
const DAY_MS = 86_400_000;
/** BG/NBD in days: five orders a customer over the three years, and 38 % with one alone. */
const LAW = { r: 0.35, alpha: 27, a: 0.38, b: 2.8 };
const CANCELLED = 0.025;

/** Orders in the order in which they were made. */
export interface StoreColumns {
  readonly customers: number;
  /** 0 up to `customers`; everybody has at least one row. */
  readonly customer: Uint32Array;
  readonly day: Int32Array;
  readonly atMs: Float64Array;
  readonly cents: Int32Array;
  readonly cancelled: Uint8Array;
}

export function simulatedStore(customers: number, seed = 1): StoreColumns {
  const random = seededRandom(seed);
  let length = 0;
  let at = new Float64Array(customers * 6);
  let who = new Uint32Array(customers * 6);
  const push = (day: number, customer: number): void => {
    if (length === at.length) {
      const more = new Float64Array(length * 2);
      more.set(at);
      at = more;
      const whoMore = new Uint32Array(length * 2);
      whoMore.set(who);
      who = whoMore;
    }
    at[length] = day;
    who[length++] = customer;
  };
  for (let customer = 0; customer < customers; customer += 1) {
    const from = STORE_DAYS * random.uniform();
    const rate = random.gamma(LAW.r) / LAW.alpha;
    const dropOut = random.beta(LAW.a, LAW.b);
    push(from, customer);
    for (let next = from + random.exponential() / rate; next < STORE_DAYS; next += random.exponential() / rate) {
      push(next, customer);
      if (random.uniform() < dropOut) break;
    }
  }
  const order = byTime(at.subarray(0, length));
  const columns = {
    customers,
    customer: new Uint32Array(length),
    day: new Int32Array(length),
    atMs: new Float64Array(length),
    cents: new Int32Array(length),
    cancelled: new Uint8Array(length),
  };
  for (let i = 0; i < length; i += 1) {
    const row = order[i]!;
    columns.customer[i] = who[row]!;
    columns.day[i] = FIRST_DAY + Math.floor(at[row]!);
    columns.atMs[i] = Math.floor((FIRST_DAY + at[row]!) * DAY_MS);
    columns.cents[i] = 500 + Math.floor(random.exponential() * 4000);
    columns.cancelled[i] = random.uniform() < CANCELLED ? 1 : 0;
  }
  return columns;
}

/** Rows by ascending time: a counting sort by the minute, which keeps rows of one minute as they came. */
function byTime(at: Float64Array): Uint32Array {
  const minutes = STORE_DAYS * 1440;
  const start = new Uint32Array(minutes + 1);
  for (const day of at) start[Math.floor(day * 1440) + 1]! += 1;
  for (let minute = 0; minute < minutes; minute += 1) start[minute + 1]! += start[minute]!;
  const order = new Uint32Array(at.length);
  at.forEach((day, row) => {
    order[start[Math.floor(day * 1440)]!++] = row;
  });
  return order;
}
