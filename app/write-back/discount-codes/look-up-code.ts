import type { AdminClient } from '../../shopify/admin-client.ts';

const CODE_STANDING = `#graphql
  query codeStanding($code: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount {
        __typename
        ... on DiscountCodeBasic {
          title
          status
        }
      }
    }
  }
` as const;

export interface CodeStanding {
  readonly discountGid: string;
  /** Empty for another kind of discount than we make. */
  readonly title: string;
  readonly ended: boolean;
}

/** Where a code stands now; null where there is none. Shopify answers this at once, where its lists lag. Costs 2 points; find-discount.ts looks closer. */
export async function lookUpCode(client: AdminClient, code: string): Promise<CodeStanding | null> {
  const { codeDiscountNodeByCode: node } = await client.request(CODE_STANDING, { code }, { priority: 'interactive' });
  if (!node) return null;
  const { codeDiscount: discount } = node;
  return discount.__typename === 'DiscountCodeBasic' ? { discountGid: node.id, title: discount.title, ended: discount.status === 'EXPIRED' } : { discountGid: node.id, title: '', ended: false };
}
