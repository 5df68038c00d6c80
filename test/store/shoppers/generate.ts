// Shoppers from a seed: each buys by the BG/NBD law, so that what the app estimates can be held against the truth.
import { DateTime } from 'luxon';
import { amountText, fillBasket, type BasketDiscount } from './law/basket.ts';
import { catalogueProducts } from './law/catalogue.ts';
import { chanceFrom, type Chance } from './law/chance.ts';
import { drawOddKind, madeOdd, ODD_KINDS, type OddKind } from './law/odd-orders.ts';
import { inventPerson } from './law/people.ts';
import { drawShopper, PURCHASE_LAW, SPEND_LAW } from './law/purchase-law.ts';
import type { NewCustomer, NewOrder, StoreHistory } from './types.ts';

export interface GenerateOptions {
  shoppers?: number;
  seed?: number;
  /** The history ends yesterday, seen from here in the shop's time zone. */
  now?: number;
  timeZone?: string;
}

export const DEFAULT_SHOPPERS = 5_000;
export const DEFAULT_SEED = 1;
const HISTORY_DAYS = 1_095;
const CURRENCY = 'USD';
const TIME_ZONE = 'America/New_York';
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Of the shoppers: have an account, but have never bought. */
const SHARE_PROSPECTS = 0.02;
const SHARE_SUBSCRIBED = 0.55;
/** Of the law's purchases. The part that is given back comes on top of what the law says was spent. */
const SHARE_PARTLY_REFUNDED = 0.03;
const SHARE_DISCOUNTED = 0.08;
const SHARE_PRESENTMENT = 0.03;
/** Share of the customers who come as if there were no growth: the others come ever more often. */
const STEADY_ARRIVALS = 0.6;

const CODES: readonly BasketDiscount[] = [
  { code: 'WELCOME10', percentage: 0.1 },
  { code: 'SPRING15', percentage: 0.15 },
  { code: 'FRIENDS20', percentage: 0.2 },
];
const PRESENTMENTS = [
  { currencyCode: 'EUR', rate: '0.92' },
  { currencyCode: 'GBP', rate: '0.79' },
  { currencyCode: 'CAD', rate: '1.36' },
  { currencyCode: 'CNY', rate: '7.1' },
] as const;

/** Turns days since the beginning into instants within the shop's opening hours, each day's order kept. */
class Calendar {
  readonly endsAt: number;
  private readonly dayStarts: number[];

  constructor(now: number, timeZone: string) {
    const today = DateTime.fromMillis(now, { zone: timeZone }).startOf('day');
    this.dayStarts = Array.from({ length: HISTORY_DAYS }, (_, i) => today.minus({ days: HISTORY_DAYS - i }).toMillis());
    this.endsAt = today.toMillis() - MINUTE_MS;
  }

  instant(days: number): number {
    const day = Math.min(HISTORY_DAYS - 1, Math.max(0, Math.floor(days)));
    const minutes = 7.5 * 60 + Math.min(0.999, days - day) * 15 * 60;
    return (this.dayStarts[day] ?? 0) + Math.floor(minutes * 60) * 1000;
  }
}

/** Uniform arrivals and, for the rest, arrivals whose density grows with time. */
function arrival(chance: Chance): number {
  const share = chance.happens(STEADY_ARRIVALS) ? chance.uniform() : Math.sqrt(chance.uniform());
  return share * HISTORY_DAYS;
}

function withPartialRefund(chance: Chance, order: NewOrder, endsAt: number): NewOrder {
  const price = 1_450;
  const lines = [...order.lines, { variantKey: 'linen-cloth', sku: 'LINEN-CLOTH', title: 'Washed Linen Tea Towel', quantity: 1, unitPrice: amountText(price) }];
  const plus = (amount: string | undefined) => amountText(Math.round(Number(amount) * 100) + price);
  const createdAt = Math.min(endsAt, order.processedAt + Math.round((2 + chance.uniform() * 18) * DAY_MS));
  return {
    ...order,
    lines,
    subtotal: plus(order.subtotal),
    total: plus(order.total),
    refunds: [{ createdAt, amount: amountText(price), note: 'Arrived with a fault', lines: [{ line: lines.length - 1, quantity: 1 }] }],
  };
}

/** One order of the law, with a basket that comes to what was spent. */
function purchase(chance: Chance, calendar: Calendar, customer: NewCustomer, days: number, spend: number): NewOrder {
  const discount = chance.happens(SHARE_DISCOUNTED) ? chance.chosen(CODES) : null;
  const basket = fillBasket(chance, Math.max(1, Math.round(spend * 100)), discount);
  const processedAt = calendar.instant(days);
  const order: NewOrder = {
    customerKey: customer.key,
    email: customer.email ?? null,
    processedAt,
    fulfilled: processedAt < calendar.endsAt - 3 * DAY_MS,
    ...basket,
    presentment: chance.happens(SHARE_PRESENTMENT) ? chance.chosen(PRESENTMENTS) : null,
  };
  return chance.happens(SHARE_PARTLY_REFUNDED) ? withPartialRefund(chance, order, calendar.endsAt) : order;
}

/**
 * A shop's past: `shoppers` customers over three years up to yesterday. The same seed gives the same history, byte for
 * byte; on another day everything lies by whole days later. `facts` holds the true parameters of the law.
 */
export function generateShoppers(options: GenerateOptions = {}): StoreHistory {
  const { shoppers = DEFAULT_SHOPPERS, seed = DEFAULT_SEED, timeZone = TIME_ZONE } = options;
  if (!Number.isInteger(shoppers) || shoppers < 0) throw new Error(`The number of shoppers must be a whole number, not ${shoppers}.`);
  if (!Number.isInteger(seed)) throw new Error(`The seed must be a whole number, not ${seed}.`);
  const chance = chanceFrom(seed);
  const calendar = new Calendar(options.now ?? Date.now(), timeZone);
  const prospects = Math.floor(shoppers * SHARE_PROSPECTS);
  const arrivals = Array.from({ length: shoppers }, (_, i) => ({ buys: i >= prospects, at: arrival(chance) })).sort((one, other) => one.at - other.at);

  const customers: NewCustomer[] = [];
  const orders: NewOrder[] = [];
  const odd: Record<OddKind, number> = Object.fromEntries(ODD_KINDS.map((kind) => [kind, 0])) as Record<OddKind, number>;
  let purchases = 0;
  arrivals.forEach(({ buys, at }, number) => {
    const own = chance.fork();
    const customer: NewCustomer = {
      key: `shopper-${number + 1}`,
      ...inventPerson(own, number + 1),
      emailMarketingState: own.happens(SHARE_SUBSCRIBED) ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
      createdAt: calendar.instant(at),
    };
    customers.push(customer);
    if (!buys) return;
    const { times, spends } = drawShopper(own, at, HISTORY_DAYS);
    times.forEach((days, i) => {
      orders.push(purchase(own, calendar, customer, days, spends[i] ?? 0));
      purchases += 1;
      const kind = drawOddKind(own);
      if (!kind) return;
      const later = days + own.uniform() * 20;
      if (later >= HISTORY_DAYS) return;
      const extra = purchase(own, calendar, customer, later, own.gamma(SPEND_LAW.p, SPEND_LAW.p / 50));
      orders.push(madeOdd(own, { ...extra, refunds: [] }, kind, calendar.endsAt));
      odd[kind] += 1;
    });
  });
  orders.sort((one, other) => one.processedAt - other.processedAt);
  const createdAt = calendar.instant(0);
  return {
    shop: { name: 'Perennial Demo', currencyCode: CURRENCY, ianaTimezone: timeZone },
    products: catalogueProducts(createdAt),
    customers,
    orders,
    facts: { source: 'generated', seed, customers: shoppers, prospects, purchases, orders: orders.length, oddOrders: odd, purchaseLaw: { ...PURCHASE_LAW }, spendLaw: { ...SPEND_LAW }, datesMovedByDays: 0 },
  };
}
