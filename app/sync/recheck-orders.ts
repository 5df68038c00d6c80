// Orders that are known to be out of date and whose own update has not come are asked for by id.
import { enqueue } from '../queue/enqueue.ts';
import { inShop, type ShopId } from '../records/db.ts';
import { lockInbound } from '../records/inbound/lock.ts';
import { dropRecheck, findStaleOrders } from '../records/inbound/order-rechecks.ts';
import { applyOrderVersion } from '../records/inbound/orders.ts';
import { adminClient } from '../shopify/admin-client.ts';
import { gid } from '../shopify/gid.ts';
import { orderLineOfNode, orderOfNode } from './order-node.ts';
import { redeemCodes } from './redeem-codes.ts';

/** So long an order's own update may take before we ask. */
export const RECHECK_AFTER_MS = 30_000;
const AT_ONCE = 100;

export const READ_ORDER = `#graphql
  query ReadOrder($id: ID!) {
    order(id: $id) {
      id
      name
      createdAt
      updatedAt
      processedAt
      cancelledAt
      test
      displayFinancialStatus
      sourceName
      discountCodes
      customer {
        id
      }
      totalPriceSet {
        shopMoney {
          amount
          currencyCode
        }
        presentmentMoney {
          amount
          currencyCode
        }
      }
      currentTotalPriceSet {
        shopMoney {
          amount
        }
      }
      totalRefundedSet {
        shopMoney {
          amount
        }
      }
      lineItems(first: 100) {
        nodes {
          id
          title
          quantity
          sku
          originalUnitPriceSet {
            shopMoney {
              amount
            }
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
` as const;

/** @param graceMs how long an order's own update is waited for. */
export async function recheckOrders(shopId: ShopId, shopDomain: string, signal: AbortSignal, graceMs = RECHECK_AFTER_MS - 1_000): Promise<void> {
  const stale = await inShop(shopId, (tx) => findStaleOrders(tx, shopId, new Date(Date.now() - graceMs), AT_ONCE));
  if (stale.length === 0) return;
  const admin = await adminClient(shopDomain);
  for (const orderId of stale) {
    const askedAtMs = Date.now();
    const { order } = await admin.request(READ_ORDER, { id: gid('Order', orderId) }, { signal });
    await inShop(shopId, async (tx) => {
      await lockInbound(tx, shopId);
      // An order that is not there was deleted: orders/delete says so, or the next reconciliation.
      await dropRecheck(tx, shopId, orderId);
      if (!order) return;
      // Of an order with more lines than that the stored ones stay.
      const lines = order.lineItems.pageInfo.hasNextPage ? null : order.lineItems.nodes.map((node) => orderLineOfNode(orderId, node));
      const version = orderOfNode(order, lines ? askedAtMs : undefined);
      const result = await applyOrderVersion(tx, shopId, version, lines);
      if (result.outcome !== 'applied') return;
      await redeemCodes(tx, shopId, version);
      if (result.touched.length > 0) await enqueue(tx, 'score-customers', { shopId: shopId.toString(), customerIds: result.touched.map(String) });
    });
  }
}
