// What is asked of Shopify's bulk export: only fields that are stored, none of them personal. A line's product and variant
// would need the scope read_products for their numbers alone: webhooks bring those without it, and what they brought is kept.
import type { ImportKind } from '../../records/bulk-imports.ts';

const CUSTOMERS = `{
  customers {
    edges {
      node {
        id
        createdAt
        updatedAt
        numberOfOrders
        tags
        statistics {
          rfmGroup
        }
      }
    }
  }
}`;

const ORDERS = `{
  orders {
    edges {
      node {
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
        lineItems {
          edges {
            node {
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
          }
        }
      }
    }
  }
}`;

const queries: Record<ImportKind, string> = { customers: CUSTOMERS, orders: ORDERS };

/** By this an export is recognised as that of one import: Shopify gives the query back exactly as it was sent. */
const markOf = (importId: bigint) => `# perennial import ${importId}\n`;

/** @param importId stands in the query's first line, so that an export whose answer was lost is found again. */
export function exportQuery(kind: ImportKind, importId: bigint): string {
  return markOf(importId) + queries[kind];
}

export function isExportOf(importId: bigint, query: string): boolean {
  return query.startsWith(markOf(importId));
}
