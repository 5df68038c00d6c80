// The fields that shopify.app.toml asks for are all that the app reads, and none that says who somebody is.
import { describe, expect, it } from 'vitest';
import { parseOrderBody } from '../../app/sync/webhooks/order-body.ts';
import { COMPLIANCE_TOPICS, KNOWN_TOPICS } from '../../app/sync/webhooks/topics.ts';
import { readAppToml } from './read-app-toml.ts';

const subscriptions = readAppToml().webhooks.subscriptions;

/** What Shopify leaves of a body: the named fields, a period for a level, lists gone through. */
function pick(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  const kept: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (fields.includes(key)) kept.push([key, inner]);
    const below = fields.filter((field) => field.startsWith(`${key}.`)).map((field) => field.slice(key.length + 1));
    if (below.length > 0) kept.push([key, pick(inner, below)]);
  }
  return Object.fromEntries(kept);
}

const money = (amount: string, presentment: string) => ({ shop_money: { amount, currency_code: 'EUR' }, presentment_money: { amount: presentment, currency_code: 'JPY' } });
const person = { first_name: 'CANARY', last_name: 'CANARY', name: 'CANARY', email: 'CANARY', phone: 'CANARY', address1: 'CANARY', city: 'CANARY', zip: 'CANARY' };

// A REST order as Shopify sends it, its personal fields marked.
const order = {
  id: 820982911946,
  admin_graphql_api_id: 'gid://shopify/Order/820982911946',
  name: '#1001',
  email: 'CANARY',
  contact_email: 'CANARY',
  phone: 'CANARY',
  browser_ip: 'CANARY',
  client_details: { user_agent: 'CANARY', browser_ip: 'CANARY' },
  order_status_url: 'CANARY',
  note: 'CANARY',
  note_attributes: [{ name: 'CANARY', value: 'CANARY' }],
  landing_site: 'CANARY',
  referring_site: 'CANARY',
  created_at: '2026-03-01T10:00:00+01:00',
  updated_at: '2026-03-04T10:00:00+01:00',
  processed_at: '2026-03-01T09:59:00+01:00',
  cancelled_at: '2026-03-03T10:00:00+01:00',
  test: true,
  financial_status: 'partially_refunded',
  currency: 'EUR',
  presentment_currency: 'JPY',
  total_price: '100.00',
  total_price_set: money('100.00', '16000'),
  current_total_price_set: money('75.00', '12000'),
  source_name: 'web',
  discount_codes: [{ code: 'PRN-0123456789ABCD', amount: '10.00', type: 'percentage' }],
  customer: { id: 5001, ...person, default_address: person },
  billing_address: person,
  shipping_address: person,
  line_items: [{ id: 11, product_id: 21, variant_id: 31, sku: 'S', title: 'Tea', quantity: 2, price: '50.00', price_set: money('50.00', '8000'), properties: [{ name: 'CANARY', value: 'CANARY' }] }],
  refunds: [{ id: 41, note: 'CANARY', created_at: '2026-03-02T10:00:00+01:00', processed_at: '2026-03-02T10:00:00+01:00', user_id: 'CANARY', transactions: [{ id: 51, kind: 'refund', status: 'success', amount: '4000', currency: 'JPY', receipt: { payer: 'CANARY' }, payment_details: { credit_card_name: 'CANARY' }, message: 'CANARY' }] }],
};

describe('the body of an order', () => {
  const fields = subscriptions.find(({ topics }) => topics?.includes('orders/updated'))?.include_fields ?? [];
  const body = (value: unknown) => Buffer.from(JSON.stringify(value));
  const triggeredAt = new Date('2026-03-04T10:00:05Z');

  it('says with the chosen fields all that it says in full', () => {
    const chosen = parseOrderBody(body(pick(order, fields)), triggeredAt);
    expect(chosen).toEqual(parseOrderBody(body(order), triggeredAt));
    expect(chosen.version).toMatchObject({ customerId: 5001n, grossMinor: 10_000n, netMinor: 7_500n, refundedMinor: 2_500n, test: true, presentmentCurrency: 'JPY' });
    expect(chosen.lines).toHaveLength(1);
  });

  it('keeps nothing personal', () => {
    expect(JSON.stringify(order).split('CANARY').length).toBeGreaterThan(40);
    expect(JSON.stringify(pick(order, fields))).not.toContain('CANARY');
  });

  it('names no field that the body does not have', () => {
    const has = (value: unknown, path: string[]): boolean => {
      const [key, ...rest] = path;
      if (key === undefined) return true;
      const inside = Array.isArray(value) ? (value[0] as unknown) : value;
      return typeof inside === 'object' && inside !== null && key in inside && has((inside as Record<string, unknown>)[key], rest);
    };
    expect(fields.filter((field) => !has(order, field.split('.')))).toEqual([]);
  });
});

describe('the topics', () => {
  it('that are subscribed are all understood', () => {
    const understood: readonly string[] = KNOWN_TOPICS;
    expect(subscriptions.flatMap(({ topics }) => topics ?? []).filter((topic) => !understood.includes(topic))).toEqual([]);
    expect(subscriptions.flatMap(({ compliance_topics }) => compliance_topics ?? [])).toEqual([...COMPLIANCE_TOPICS]);
  });
});
