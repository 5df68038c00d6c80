// `shopify app build` accepts unknown keys, invented scopes and topics; what it does not see is checked here.
import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../app/shopify/api-version.ts';
import { exportQuery } from '../../app/sync/bulk/export-queries.ts';
import { readAppToml, type Subscription } from './read-app-toml.ts';
import { findOperations, readSchema, requiredScopes } from './used-scopes.ts';

const app = readAppToml();
const scopes = app.access_scopes.scopes.split(',');
const subscriptions = app.webhooks.subscriptions;
const topics = subscriptions.flatMap((subscription) => subscription.topics ?? []);
const inSchema = (topic: string) => topic.replaceAll(/[/.]/g, '_').toUpperCase();
const official = readSchema();

/** The scopes that a topic's description names; any one of them is enough. */
const scopesOfTopic = (topic: string): string[] => (official.topics.get(inSchema(topic)) ?? '').match(/\b(?:read|write)_\w+/g) ?? [];

describe('shopify.app.toml', () => {
  it('has only keys that Shopify knows', () => {
    expect(Object.keys(app).sort()).toEqual(['access_scopes', 'app_proxy', 'application_url', 'auth', 'build', 'client_id', 'customer', 'embedded', 'name', 'webhooks']);
    expect(Object.keys(app.build).sort()).toEqual(['automatically_update_urls_on_dev', 'include_config_on_deploy']);
    expect(Object.keys(app.access_scopes)).toEqual(['scopes']);
    expect(Object.keys(app.auth)).toEqual(['redirect_urls']);
    expect(Object.keys(app.app_proxy).sort()).toEqual(['prefix', 'subpath', 'url']);
    for (const subscription of subscriptions) {
      expect(['topics', 'compliance_topics', 'uri', 'include_fields']).toEqual(expect.arrayContaining(Object.keys(subscription)));
    }
  });

  it('names the app and its addresses', () => {
    expect(app.name.length).toBeLessThanOrEqual(30);
    expect(app.client_id).toMatch(/^[0-9a-f]{32}$/);
    expect(app.embedded).toBe(true);
    const origin = new URL(app.application_url).origin;
    // Relative webhook addresses are put behind application_url as it is written.
    expect(app.application_url).toBe(origin);
    expect(origin).toMatch(/^https:/);
    expect(app.auth.redirect_urls).toEqual([`${origin}/auth/callback`]);
    expect(app.app_proxy).toEqual({ url: `${origin}/proxy`, subpath: 'perennial', prefix: 'apps' });
  });
});

describe('the access scopes', () => {
  it('are all that the operations and topics need', () => {
    const operations = requiredScopes(official);
    expect(findOperations().length).toBeGreaterThan(0);
    const needs = [...operations, ...topics.map((topic) => ({ by: topic, anyOf: scopesOfTopic(topic) })).filter(({ anyOf }) => anyOf.length > 0)];
    expect(needs.filter(({ anyOf }) => !anyOf.some((scope) => scopes.includes(scope)))).toEqual([]);
  });

  it('are no more than that', () => {
    const used = new Set([...requiredScopes(official).flatMap(({ anyOf }) => anyOf), ...topics.flatMap(scopesOfTopic), 'write_app_proxy']);
    // Widens read_orders to the time before the last 60 days; no type or field names it. The export asks for all orders.
    if (/\borders \{/.test(exportQuery('orders', 1n))) used.add('read_all_orders');
    expect(scopes.filter((scope) => !used.has(scope))).toEqual([]);
    expect(scopes).toEqual([...new Set(scopes)].sort());
  });
});

describe('the webhooks', () => {
  it('come in the version of the app', () => {
    expect(app.webhooks.api_version).toBe(API_VERSION);
  });

  it('are topics that Shopify has, each subscribed once', () => {
    expect(topics.filter((topic) => !official.topics.has(inSchema(topic)))).toEqual([]);
    expect(topics).toEqual([...new Set(topics)]);
    expect(topics).toEqual(expect.arrayContaining(['orders/create', 'orders/updated', 'orders/delete', 'refunds/create', 'customers/delete', 'customers/merge', 'bulk_operations/finish', 'app/uninstalled', 'app/scopes_update']));
  });

  it('include the three that privacy law asks for', () => {
    const compliance = subscriptions.filter(({ compliance_topics }) => compliance_topics);
    expect(compliance).toEqual([{ compliance_topics: ['customers/data_request', 'customers/redact', 'shop/redact'], uri: '/webhooks/compliance' }]);
  });

  it('arrive below /webhooks, without a trailing slash', () => {
    expect(subscriptions.map(({ uri }) => uri).filter((uri) => !/^\/webhooks\/[a-z-]+$/.test(uri))).toEqual([]);
  });
});

// Fields of the REST order, refund, customer and shop that say who somebody is, where they are or what they wrote.
const PERSONAL = [
  'email', 'contact_email', 'customer_email', 'phone', 'first_name', 'last_name', 'shop_owner', 'company', 'address1', 'address2', 'city', 'zip', 'province', 'country', 'latitude', 'longitude',
  'addresses', 'default_address', 'billing_address', 'shipping_address', 'destination_location', 'browser_ip', 'client_details', 'customer_locale', 'landing_site', 'referring_site',
  'note', 'note_attributes', 'properties', 'attributed_staffs', 'user_id', 'token', 'cart_token', 'checkout_token', 'order_status_url', 'payment_details', 'receipt', 'message', 'multipass_identifier',
];
/** Objects that hold such fields: never asked for as a whole. */
const HOLDERS = ['customer', 'line_items', 'refunds', 'refunds.transactions', 'refunds.refund_line_items', 'transactions', 'fulfillments', 'shipping_lines'];
/** Topics whose whole payload holds nothing of the kind. */
const HARMLESS = ['orders/delete', 'customers/merge', 'customers/purchasing_summary', 'customer.tags_added', 'customer.tags_removed', 'bulk_operations/finish', 'app/scopes_update'];

describe('what the webhooks bring', () => {
  const chosen = (topic: string): Subscription => {
    const found = subscriptions.find((subscription) => subscription.topics?.includes(topic));
    if (!found) throw new Error(`${topic} is not subscribed.`);
    return found;
  };

  it('is no personal field', () => {
    for (const topic of topics.filter((name) => !HARMLESS.includes(name))) {
      const fields = chosen(topic).include_fields ?? [];
      expect(fields.length, `${topic} has no include_fields`).toBeGreaterThan(0);
      expect(fields.filter((field) => HOLDERS.includes(field) || field.split('.').some((part) => PERSONAL.includes(part))), topic).toEqual([]);
      expect(fields, topic).toEqual([...new Set(fields)]);
    }
  });

  it('is a list with updated_at for everything that changes, or Shopify would drop a delivery that looks like the last', () => {
    for (const topic of ['orders/create', 'orders/updated', 'orders/cancelled', 'customers/create', 'customers/update', 'app/uninstalled']) {
      expect(chosen(topic).include_fields, topic).toContain('updated_at');
    }
  });

  it('identifies what it is about', () => {
    for (const subscription of subscriptions) if (subscription.include_fields) expect(subscription.include_fields).toContain('id');
  });
});

describe('the customer metafields', () => {
  const metafields = Object.entries(app.customer.metafields.app);

  it('are named, described, and written by the app alone', () => {
    for (const [key, field] of metafields) {
      expect(key).toMatch(/^[a-z_]{3,64}$/);
      expect(field.name.length).toBeGreaterThan(0);
      expect(field.description.length).toBeLessThanOrEqual(100);
      expect(['single_line_text_field', 'number_integer']).toContain(field.type);
      expect(field.access).toEqual({ admin: 'merchant_read', storefront: 'none', customer_account: 'none' });
    }
    expect(metafields.map(([key]) => key)).toEqual(['stage', 'risk_score', 'offer_code']);
  });
});
