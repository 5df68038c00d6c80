import type { AdminClient, ResultOf } from '../../../shopify/admin-client.ts';

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

/**
 * Discounts that can be redeemed now and whose title begins like ours. A list: what changed a moment ago may be missing or stale.
 * All of it before anything is done about one: what is ended leaves the list, and a cursor that pointed at it points nowhere.
 */
export async function listMarkedDiscounts(client: AdminClient): Promise<MarkedDiscount[]> {
  const listed: MarkedDiscount[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: ResultOf<typeof MARKED_DISCOUNTS>['discountNodes'] = (await client.request(MARKED_DISCOUNTS, { after })).discountNodes;
    for (const { discount } of nodes) {
      if (discount.__typename !== 'DiscountCodeBasic') continue;
      const [first] = discount.codes.nodes;
      if (first) listed.push({ title: discount.title, createdAtMs: Date.parse(String(discount.createdAt)), code: first.code.toUpperCase() });
    }
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return listed;
    after = pageInfo.endCursor;
  }
}
