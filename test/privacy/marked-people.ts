// People who bear a mark in every field that Shopify could ever send of them, also in fields that the app does not ask for.
import { orderBody } from '../sync/support/bodies.ts';
import type { Sent } from '../sync/support/sign.ts';
import { customerLine, orderLines } from '../sync/support/export-file.ts';

export const FIRST_ID = 8_810_000_001;
export const FIRST_ORDER_ID = 9_920_000_001;
const AT = '2026-03-02T10:00:00Z';

export interface Person {
  readonly index: number;
  readonly customerId: number;
  readonly orderIds: readonly number[];
}

/** "zq17xemail": found by one pattern, whoever's and wherever. */
export const mark = ({ index }: Pick<Person, 'index'>, field: string) => `zq${index}x${field}`;
export const ANY_MARK = /zq\d+x\w+/g;

export const personOf = (index: number): Person => ({ index, customerId: FIRST_ID + index, orderIds: [0, 1, 2].map((n) => FIRST_ORDER_ID + index * 10 + n) });

const address = (person: Person) =>
  Object.fromEntries(['first_name', 'last_name', 'company', 'address1', 'address2', 'city', 'province', 'zip', 'phone', 'name', 'latitude', 'longitude'].map((field) => [field, mark(person, `address_${field}`)]));

/** The customer resource as the Admin API has it, every text marked. */
export function wholeCustomer(person: Person, updatedAt: string): Record<string, unknown> {
  const text = (field: string) => [field, mark(person, field)];
  return {
    ...Object.fromEntries(['first_name', 'last_name', 'email', 'phone', 'note', 'multipass_identifier', 'last_order_name', 'tax_identifier', 'birthday'].map(text)),
    id: person.customerId,
    admin_graphql_api_id: `gid://shopify/Customer/${person.customerId}`,
    created_at: AT,
    updated_at: updatedAt,
    tags: `vip, ${mark(person, 'tag')}`,
    addresses: [address(person)],
    default_address: address(person),
    email_marketing_consent: { state: mark(person, 'consent') },
    sms_marketing_consent: { phone: mark(person, 'sms') },
    metafields: [{ namespace: 'survey', key: 'why', value: mark(person, 'survey') }],
  };
}

/** An order with all that a checkout knows; the fields that are kept bear marks too. */
export function wholeOrder(person: Person, n: number, updatedAt: string): Record<string, unknown> {
  const orderId = person.orderIds[n] ?? 0;
  const base = orderBody({ id: orderId, customerId: person.customerId, updatedAt, createdAt: AT, codes: [mark(person, 'code')], lines: [{ id: orderId * 10, title: `Cup engraved ${mark(person, 'title')}` }] });
  const lines = (base['line_items'] as Record<string, unknown>[]).map((line) => ({ ...line, sku: mark(person, 'sku'), properties: [{ name: 'Engraving', value: mark(person, 'engraving') }], vendor: mark(person, 'vendor') }));
  const texts = ['email', 'contact_email', 'phone', 'note', 'tags', 'token', 'cart_token', 'browser_ip', 'landing_site', 'referring_site', 'order_status_url', 'customer_locale'];
  return {
    ...base,
    ...Object.fromEntries(texts.map((field) => [field, mark(person, `order_${field}`)])),
    name: `#${mark(person, 'order_name')}`,
    source_name: mark(person, 'source'),
    customer: wholeCustomer(person, updatedAt),
    billing_address: address(person),
    shipping_address: address(person),
    note_attributes: [{ name: 'gift', value: mark(person, 'gift') }],
    client_details: { browser_ip: mark(person, 'ip'), user_agent: mark(person, 'agent') },
    payment_details: { credit_card_name: mark(person, 'card') },
    line_items: lines,
  };
}

/** What the export files hold of people, with fields that were never asked for. */
export function exportFiles(people: readonly Person[]): { customers: Buffer; orders: Buffer } {
  const marked = (line: string, more: Record<string, unknown>) => JSON.stringify({ ...(JSON.parse(line) as object), ...more });
  const customers = people.map((person) => marked(customerLine({ id: person.customerId, updatedAt: AT, orders: 3, tags: ['vip', mark(person, 'tag'), 'perennial:alert'] }), { email: mark(person, 'email'), displayName: mark(person, 'name'), note: mark(person, 'note') }));
  const orders = people.flatMap((person) =>
    person.orderIds.slice(0, 2).flatMap((id, n) => {
      const { parent, children } = orderLines({ id, customerId: person.customerId, updatedAt: AT, total: '80.00', lines: [{ id: id * 10 + 1, title: `Cup ${mark(person, 'title')}`, quantity: 1, price: '80.00' }] });
      const createdAt = new Date(Date.parse(AT) - (n * 40 + person.index) * 86_400_000).toISOString();
      return [marked(parent, { name: `#${mark(person, 'order_name')}`, email: mark(person, 'email'), note: mark(person, 'note'), discountCodes: [mark(person, 'code')], createdAt, processedAt: createdAt }), ...children];
    }),
  );
  return { customers: Buffer.from(`${customers.join('\n')}\n`), orders: Buffer.from(`${orders.join('\n')}\n`) };
}

/** All that may be announced of a person, the last of it cut off in the middle. */
export function webhooksAbout(person: Person, shop: string, second: number): Sent[] {
  const at = `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
  const sent = (topic: string, body: unknown): Sent => ({ topic, shop, body, triggeredAt: at });
  return [
    sent('customers/update', wholeCustomer(person, at)),
    sent('orders/create', wholeOrder(person, 2, at)),
    sent('orders/updated', wholeOrder(person, 0, at)),
    sent('refunds/create', { id: 1, order_id: person.orderIds[1], note: mark(person, 'refund_note'), created_at: at }),
    sent('customer.tags_added', { customerId: `gid://shopify/Customer/${person.customerId}`, tags: ['perennial:alert', mark(person, 'tag')], occurredAt: at }),
    sent('orders/updated', JSON.stringify(wholeOrder(person, 1, at)).slice(0, -20)),
    sent('customers/update', { ...wholeCustomer(person, at), updated_at: mark(person, 'no_time') }),
  ];
}

export const askForData = (person: Person, shop: string): Sent => ({
  topic: 'customers/data_request',
  shop,
  body: { shop_id: 1, shop_domain: shop, orders_requested: person.orderIds, customer: { id: person.customerId, email: mark(person, 'email'), phone: mark(person, 'phone') }, data_request: { id: person.customerId - FIRST_ID + 1 } },
});

export const askToErase = (person: Person, shop: string): Sent => ({
  topic: 'customers/redact',
  shop,
  body: { shop_id: 1, shop_domain: shop, customer: { id: person.customerId, email: mark(person, 'email'), phone: mark(person, 'phone') }, orders_to_redact: person.orderIds },
});
