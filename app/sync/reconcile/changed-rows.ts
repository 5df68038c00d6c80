// What Shopify says has changed since a time, page by page, oldest change first.
import type { ImportKind } from '../../records/bulk-imports.ts';
import type { OrderLineVersion, OrderVersion } from '../../records/inbound/order-version.ts';
import type { AdminClient, ResultOf } from '../../shopify/admin-client.ts';
import { numberOfGid } from '../../shopify/gid.ts';
import { orderLineOfNode, orderOfNode } from '../order-node.ts';
import { ownTagsOf } from '../own-tags.ts';
import type { ShownCustomer } from './compare-customer.ts';

export const CHANGED_CUSTOMERS = `#graphql
  query ChangedCustomers($search: String!, $first: Int!, $after: String) {
    customers(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {
      nodes {
        id
        createdAt
        updatedAt
        numberOfOrders
        tags
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
` as const;

export const CHANGED_ORDERS = `#graphql
  query ChangedOrders($search: String!, $first: Int!, $after: String) {
    orders(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {
      nodes {
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
          createdAt
          updatedAt
          numberOfOrders
          tags
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
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
` as const;

export interface ShownOrder {
  readonly version: OrderVersion;
  /** Null where Shopify did not show all of them. */
  readonly lines: readonly OrderLineVersion[] | null;
}

export interface ChangedPage {
  readonly askedAtMs: number;
  /** Orders bring the customer who placed them along: it costs next to nothing, and their count of orders is part of the news. */
  readonly customers: readonly ShownCustomer[];
  readonly orders: readonly ShownOrder[];
  /** updated_at of the last row; null on an empty page. */
  readonly lastChangeMs: number | null;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export interface PageWish {
  readonly from: Date;
  readonly after: string | null;
  readonly first: number;
}

type CustomerNode = ResultOf<typeof CHANGED_CUSTOMERS>['customers']['nodes'][number];

function shownCustomer(node: CustomerNode, alsoChangedAtMs = 0): ShownCustomer {
  const updatedAtMs = Date.parse(node.updatedAt);
  return {
    customerId: numberOfGid('Customer', node.id),
    createdAtMs: Date.parse(node.createdAt),
    updatedAtMs,
    orderCount: Number(node.numberOfOrders),
    ownTags: ownTagsOf(node.tags),
    changedAtMs: Math.max(updatedAtMs, alsoChangedAtMs),
  };
}

// Quoted, or Shopify reads the time in the shop's zone and stops at its first colon. For customers the filter is documented
// as matching whole days: then the list is longer, and what is older than the mark is compared once more.
const changedSince = (from: Date) => `updated_at:>='${from.toISOString().slice(0, 19)}Z'`;

/** One page. @throws AdminApiError when Shopify no longer knows the cursor. */
export async function readChanged(admin: AdminClient, subject: ImportKind, { from, after, first }: PageWish, signal: AbortSignal): Promise<ChangedPage> {
  const variables = { search: changedSince(from), after, first };
  const askedAtMs = Date.now();
  const last = (nodes: readonly { updatedAt: string }[]) => (nodes.length > 0 ? Math.max(...nodes.map(({ updatedAt }) => Date.parse(updatedAt))) : null);
  const next = ({ hasNextPage, endCursor }: { hasNextPage: boolean; endCursor?: string | null }) => (hasNextPage ? (endCursor ?? null) : null);
  if (subject === 'customers') {
    const { customers } = await admin.request(CHANGED_CUSTOMERS, variables, { signal });
    return { askedAtMs, customers: customers.nodes.map((node) => shownCustomer(node)), orders: [], lastChangeMs: last(customers.nodes), nextCursor: next(customers.pageInfo) };
  }
  const { orders } = await admin.request(CHANGED_ORDERS, variables, { signal });
  return {
    askedAtMs,
    customers: orders.nodes.flatMap(({ customer, updatedAt }) => (customer ? [shownCustomer(customer, Date.parse(updatedAt))] : [])),
    orders: orders.nodes.map((node): ShownOrder => {
      const version = orderOfNode(node, node.lineItems.pageInfo.hasNextPage ? undefined : askedAtMs);
      return { version, lines: node.lineItems.pageInfo.hasNextPage ? null : node.lineItems.nodes.map((line) => orderLineOfNode(version.orderId, line)) };
    }),
    lastChangeMs: last(orders.nodes),
    nextCursor: next(orders.pageInfo),
  };
}
