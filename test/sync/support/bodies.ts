// Bodies as Shopify sends them with the include_fields of shopify.app.toml.

export interface OrderBodyOptions {
  id: number;
  customerId?: number | null;
  updatedAt: string;
  createdAt?: string;
  total?: string;
  current?: string;
  status?: string;
  cancelledAt?: string | null;
  codes?: string[];
  lines?: { id: number; title?: string; quantity?: number; price?: string }[];
  refunds?: { amount: string; currency?: string }[];
  currency?: string;
  presentment?: { currency: string; amount: string };
}

export function orderBody(o: OrderBodyOptions): Record<string, unknown> {
  const currency = o.currency ?? 'USD';
  const money = (amount: string, presentment = amount) => ({ shop_money: { amount, currency_code: currency }, presentment_money: { amount: presentment, currency_code: o.presentment?.currency ?? currency } });
  const total = o.total ?? '100.00';
  return {
    id: o.id,
    admin_graphql_api_id: `gid://shopify/Order/${o.id}`,
    name: `#${o.id}`,
    ...(o.customerId === null ? { customer: null } : { customer: { id: o.customerId ?? 7 } }),
    created_at: o.createdAt ?? '2026-03-01T10:00:00-05:00',
    processed_at: o.createdAt ?? '2026-03-01T10:00:00-05:00',
    updated_at: o.updatedAt,
    cancelled_at: o.cancelledAt ?? null,
    test: false,
    financial_status: o.status ?? 'paid',
    currency,
    presentment_currency: o.presentment?.currency ?? currency,
    total_price_set: money(total, o.presentment?.amount),
    current_total_price_set: money(o.current ?? total),
    source_name: 'web',
    discount_codes: (o.codes ?? []).map((code) => ({ code, amount: '1.00', type: 'percentage' })),
    line_items: (o.lines ?? [{ id: o.id * 10 + 1 }]).map((line) => ({ id: line.id, product_id: 5, variant_id: 6, sku: 'A', title: line.title ?? 'Cup', quantity: line.quantity ?? 1, price_set: money(line.price ?? total) })),
    refunds: (o.refunds ?? []).map((refund, index) => ({ id: o.id * 100 + index, transactions: [{ id: 1, kind: 'refund', status: 'success', amount: refund.amount, currency: refund.currency ?? currency }] })),
  };
}

export const customerGid = (id: number) => `gid://shopify/Customer/${id}`;

export const mergeBody = (keptId: number, mergedId: number, status = 'success') => ({
  admin_graphql_api_customer_kept_id: customerGid(keptId),
  admin_graphql_api_customer_deleted_id: customerGid(mergedId),
  admin_graphql_api_job_id: 'gid://shopify/Job/1',
  status,
  errors: [],
});
