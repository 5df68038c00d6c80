// The REST-shaped body of orders/create, updated, paid and cancelled, as an order in our units.
import { z } from 'zod';
import type { OrderLineVersion, OrderVersion } from '../../records/inbound/order-version.ts';
import { minorUnits, scaleMinor } from '../../shopify/money.ts';
import { bodyId, bodyOf, bodyTimeMs, MalformedBody, parseBody } from './body.ts';

const decimal = z.union([z.string(), z.number().transform(String)]).pipe(z.string().regex(/^-?\d+(\.\d+)?$/));
const money = z.object({ amount: decimal, currency_code: z.string() });
const moneySet = z.object({ shop_money: money, presentment_money: money.nullish() });

const transaction = z.object({ id: bodyId.nullish(), kind: z.string().nullish(), status: z.string().nullish(), amount: decimal.nullish(), currency: z.string().nullish() });
const refund = z.object({ transactions: z.array(transaction).nullish() });
const line = z.object({
  id: bodyId,
  product_id: bodyId.nullish(),
  variant_id: bodyId.nullish(),
  sku: z.string().nullish(),
  title: z.string().nullish(),
  quantity: z.number().int(),
  price: decimal.nullish(),
  price_set: moneySet.nullish(),
});
const schema = z.object({
  id: bodyId,
  admin_graphql_api_id: bodyOf('Order'),
  name: z.string().nullish(),
  customer: z.object({ id: bodyId }).nullish(),
  created_at: bodyTimeMs,
  updated_at: bodyTimeMs,
  processed_at: bodyTimeMs.nullish(),
  cancelled_at: bodyTimeMs.nullish(),
  test: z.boolean().nullish(),
  financial_status: z.string().nullish(),
  currency: z.string().nullish(),
  total_price: decimal.nullish(),
  total_price_set: moneySet.nullish(),
  current_total_price: decimal.nullish(),
  current_total_price_set: moneySet.nullish(),
  source_name: z.string().nullish(),
  discount_codes: z.array(z.object({ code: z.string() })).nullish(),
  line_items: z.array(line).nullish(),
  refunds: z.array(refund).nullish(),
});
type OrderBody = z.infer<typeof schema>;

interface Gross {
  shop: { amount: bigint; currency: string };
  presentment: { amount: bigint; currency: string } | null;
}

function grossOf(body: OrderBody): Gross {
  const set = body.total_price_set;
  const amount = set?.shop_money.amount ?? body.total_price;
  const currency = set?.shop_money.currency_code ?? body.currency;
  if (!amount || !currency) throw new MalformedBody('no total price');
  const other = set?.presentment_money;
  const presentment = other && other.currency_code !== currency ? { amount: minorUnits(other.amount, other.currency_code), currency: other.currency_code } : null;
  return { shop: { amount: minorUnits(amount, currency), currency }, presentment };
}

/** What was paid back, in the shop's currency. Transactions are in the shopper's: those are turned at the order's own rate. */
function refundedMinor(body: OrderBody, { shop, presentment }: Gross): bigint {
  let total = 0n;
  for (const { kind, status, amount, currency } of (body.refunds ?? []).flatMap((one) => one.transactions ?? [])) {
    if (kind !== 'refund' || status !== 'success' || !amount) continue;
    if (presentment && currency === presentment.currency && presentment.amount !== 0n) {
      total += scaleMinor(minorUnits(amount, presentment.currency), shop.amount, presentment.amount);
    } else {
      total += minorUnits(amount, shop.currency);
    }
  }
  return total;
}

export interface ParsedOrder {
  readonly version: OrderVersion;
  /** Null where the body brings none. */
  readonly lines: OrderLineVersion[] | null;
}

/** @param triggeredAt when the event happened: settles which of two bodies of the same second is newer. */
export function parseOrderBody(raw: Buffer, triggeredAt: Date): ParsedOrder {
  const body = parseBody(schema, raw);
  const gross = grossOf(body);
  const refunded = refundedMinor(body, gross);
  const current = body.current_total_price_set?.shop_money.amount ?? body.current_total_price;
  const lines = body.line_items?.map((item) => lineOf(body.id, item)) ?? null;
  const version: OrderVersion = {
    orderId: body.id,
    name: body.name ?? `#${body.id}`,
    customerId: body.customer?.id ?? null,
    processedAtMs: body.processed_at ?? body.created_at,
    createdAtMs: body.created_at,
    updatedAtMs: body.updated_at,
    cancelledAtMs: body.cancelled_at ?? null,
    test: body.test ?? false,
    financialStatus: body.financial_status?.toUpperCase() ?? null,
    currencyCode: gross.shop.currency,
    grossMinor: gross.shop.amount,
    refundedMinor: refunded,
    netMinor: current ? minorUnits(current, gross.shop.currency) : gross.shop.amount - refunded,
    presentmentCurrency: gross.presentment?.currency ?? null,
    presentmentMinor: gross.presentment?.amount ?? null,
    sourceName: body.source_name ?? null,
    discountCodes: body.discount_codes?.map(({ code }) => code) ?? [],
    // Without lines the version is only half known, as one of an export is until its lines come.
    seenAtMs: lines ? Math.max(triggeredAt.getTime(), body.updated_at + 1) : body.updated_at,
  };
  return { version, lines };
}

function lineOf(orderId: bigint, item: z.infer<typeof line>): OrderLineVersion {
  return {
    orderId,
    lineId: item.id,
    productId: item.product_id ?? null,
    variantId: item.variant_id ?? null,
    sku: item.sku ?? null,
    title: item.title ?? '',
    quantity: item.quantity,
    unitPrice: item.price_set?.shop_money.amount ?? item.price ?? '0',
  };
}
