// Whom and what a webhook names. Numbers of customers and orders are unique in all of Shopify, so one that this shop is known to
// have shows whose the body is: its headers, the shop among them, are not signed.
import { z } from 'zod';
import { bodyGid, bodyId, parseBody, MalformedBody } from '../body.ts';

export interface Named {
  readonly customerIds: readonly bigint[];
  readonly orderIds: readonly bigint[];
  /** It is the news that they are no more: Shopify cannot be asked for them. */
  readonly gone: boolean;
}

const order = z.object({ id: bodyId, customer: z.object({ id: bodyId }).nullish() }).transform(({ id, customer }) => ({ customerIds: customer ? [customer.id] : [], orderIds: [id], gone: false }));
const refund = z.object({ order_id: bodyId }).transform(({ order_id: id }) => ({ customerIds: [], orderIds: [id], gone: false }));
const customer = z.object({ id: bodyId }).transform(({ id }) => ({ customerIds: [id], orderIds: [], gone: false }));
const byGid = z.object({ customerId: bodyGid('Customer') }).transform(({ customerId }) => ({ customerIds: [customerId], orderIds: [], gone: false }));
const merge = z
  .object({ admin_graphql_api_customer_kept_id: bodyGid('Customer'), admin_graphql_api_customer_deleted_id: bodyGid('Customer') })
  .transform((body) => ({ customerIds: [body.admin_graphql_api_customer_kept_id, body.admin_graphql_api_customer_deleted_id], orderIds: [], gone: false }));
const orderGone = z.object({ id: bodyId }).transform(({ id }) => ({ customerIds: [], orderIds: [id], gone: true }));
const customerGone = z.object({ id: bodyId }).transform(({ id }) => ({ customerIds: [id], orderIds: [], gone: true }));

const SCHEMAS: Readonly<Record<string, z.ZodType<Named>>> = {
  'orders/create': order,
  'orders/updated': order,
  'orders/paid': order,
  'orders/cancelled': order,
  'orders/delete': orderGone,
  'refunds/create': refund,
  'customers/create': customer,
  'customers/update': customer,
  'customers/delete': customerGone,
  'customers/merge': merge,
  'customers/purchasing_summary': byGid,
  'customer.tags_added': byGid,
  'customer.tags_removed': byGid,
};

/** Null for topics that name their shop or an operation of ours, and for a body that cannot be understood: whoever applies it says so. */
export function namedBy(topic: string, body: Buffer): Named | null {
  const schema = SCHEMAS[topic];
  if (!schema) return null;
  try {
    return parseBody(schema, body);
  } catch (error) {
    if (error instanceof MalformedBody) return null;
    throw error;
  }
}
