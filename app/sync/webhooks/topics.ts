// The topics that shopify.app.toml subscribes to and this app understands. Anything else is answered and forgotten.

export const COMPLIANCE_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

export const KNOWN_TOPICS = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/delete',
  'refunds/create',
  'customers/create',
  'customers/update',
  'customers/delete',
  'customers/merge',
  'customers/purchasing_summary',
  'customer.tags_added',
  'customer.tags_removed',
  'bulk_operations/finish',
  'app/uninstalled',
  'app/scopes_update',
  'discounts/create',
  'discounts/update',
  'discounts/delete',
  'discounts/redeemcode_added',
  'discounts/redeemcode_removed',
  ...COMPLIANCE_TOPICS,
] as const;

export type KnownTopic = (typeof KNOWN_TOPICS)[number];

const known: ReadonlySet<string> = new Set(KNOWN_TOPICS);
const compliance: ReadonlySet<string> = new Set(COMPLIANCE_TOPICS);

export function isKnownTopic(topic: string): topic is KnownTopic {
  return known.has(topic);
}

export function isComplianceTopic(topic: string): boolean {
  return compliance.has(topic);
}
