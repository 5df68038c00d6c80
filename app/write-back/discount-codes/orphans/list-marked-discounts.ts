import type { AdminClient } from '../../../shopify/admin-client.ts';

const MARKED_DISCOUNTS = `#graphql
  query markedDiscounts($after: String) {
    discountNodes(first: 50, after: $after, query: "title:Perennial* status:active", sortKey: ID) {
      nodes {
        id
        discount {
          __typename
          ... on DiscountCodeBasic {
            title
            createdAt
            codes(first: 1) {
              nodes {
                code
              }
            }
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

export interface MarkedDiscount {
  readonly title: string;
  readonly createdAtMs: number;
  /** The only code, or the first of those that share the discount. Upper case. */
  readonly code: string;
}

/** Discounts that can be redeemed now and whose title begins like ours. A list: what changed a moment ago may be missing or stale. */
export async function* listMarkedDiscounts(client: AdminClient): AsyncGenerator<MarkedDiscount> {
  let after: string | null = null;
  do {
    const page: { discountNodes: Awaited<ReturnType<typeof readPage>> } = { discountNodes: await readPage(client, after) };
    for (const { discount } of page.discountNodes.nodes) {
      if (discount.__typename !== 'DiscountCodeBasic') continue;
      const [first] = discount.codes.nodes;
      if (first) yield { title: discount.title, createdAtMs: Date.parse(String(discount.createdAt)), code: first.code.toUpperCase() };
    }
    const { hasNextPage, endCursor } = page.discountNodes.pageInfo;
    after = hasNextPage ? (endCursor ?? null) : null;
  } while (after !== null);
}

async function readPage(client: AdminClient, after: string | null) {
  return (await client.request(MARKED_DISCOUNTS, { after })).discountNodes;
}
