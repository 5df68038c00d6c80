// Privacy webhooks. Their topic header is not signed, their body is: it must be one of that topic, and of this shop.
import { z } from 'zod';
import { enqueue } from '../../queue/enqueue.ts';
import { forgetCustomersInQueue } from '../../queue/forget-customers.ts';
import { eraseShop, erasePersons } from '../../records/erase.ts';
import { NO_CUSTOMER, noteDataRequest } from '../../records/privacy/data-requests.ts';
import { NOBODY_FOUND } from '../../records/privacy/nobody-found.ts';
import { findOnlyCustomer } from '../../records/privacy/only-customer.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { findEndOfInstall } from '../../records/inbound/shop-lifecycle.ts';
import { canonicalShopDomain } from '../../records/shops.ts';
import { bodyId, MalformedBody, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';

const absent = z.undefined().optional();
const common = { shop_domain: z.string() };
const person = z.object({ id: bodyId.optional() });
const redact = z.object({ ...common, customer: person, orders_to_redact: z.array(bodyId).default([]), data_request: absent });
const request = z.object({ ...common, customer: person, orders_requested: z.array(bodyId).default([]), data_request: z.object({ id: bodyId }) });
const shop = z.object({ ...common, customer: absent, data_request: absent });

function parseOfShop<T extends { shop_domain: string }>(schema: z.ZodType<T>, { body, shopDomain }: Event): T {
  const parsed = parseBody(schema, body);
  if (canonicalShopDomain(parsed.shop_domain) !== shopDomain) throw new MalformedBody('shop_domain: is another shop');
  return parsed;
}

/** customers/redact. */
export async function applyRedaction(event: Event): Promise<Applied> {
  const { customer, orders_to_redact: orderIds } = parseOfShop(redact, event);
  await lockInbound(event.tx, event.shopId);
  const customerId = customer.id ?? (await findOnlyCustomer(event.tx, event.shopId, orderIds));
  const erased = await erasePersons(event.tx, event.shopId, { customerIds: customerId ? [customerId] : [], orderIds }, event.triggeredAt);
  await forgetCustomersInQueue(event.tx, event.shopId, erased);
  return customerId || orderIds.length > 0 ? APPLIED : { outcome: NOBODY_FOUND, touched: [] };
}

/** customers/data_request. */
export async function applyDataRequest(event: Event): Promise<Applied> {
  const { customer, orders_requested: orderIds, data_request: asked } = parseOfShop(request, event);
  await lockInbound(event.tx, event.shopId);
  await noteDataRequest(event.tx, event.shopId, {
    requestId: asked.id.toString(),
    customerId: customer.id ?? (await findOnlyCustomer(event.tx, event.shopId, orderIds)) ?? NO_CUSTOMER,
    orderIds,
    askedAt: event.triggeredAt,
  });
  return APPLIED;
}

/** shop/redact: two days after an uninstall. Erasing the shop erases this webhook too. Of a shop that seems to be installed Shopify is asked. */
export async function applyShopRedaction(event: Event): Promise<Applied> {
  parseOfShop(shop, event);
  await lockInbound(event.tx, event.shopId);
  const leftAt = await findEndOfInstall(event.tx, event.shopId, event.triggeredAt);
  if (leftAt === null) {
    await enqueue(event.tx, 'confirm-departure', { shopId: event.shopId.toString(), askedAtMs: event.triggeredAt.getTime() });
    return { outcome: 'stale: shop-is-installed', touched: [] };
  }
  await eraseShop(event.tx, event.shopId, leftAt);
  return APPLIED;
}
