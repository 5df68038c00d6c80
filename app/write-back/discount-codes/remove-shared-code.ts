import { RetryLater } from '../../domain/outcomes.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';

const SHARED_CODES = `#graphql
  query sharedCodes($id: ID!) {
    codeDiscountNode: node(id: $id) {
      ... on DiscountCodeNode {
        codeDiscount {
          ... on DiscountCodeBasic {
            codes(first: 250) {
              nodes {
                id
                code
                asyncUsageCount
              }
            }
          }
        }
      }
    }
  }
` as const;

const REMOVE_CODES = `#graphql
  mutation removeCodes($discountId: ID!, $ids: [ID!]) {
    discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {
      job {
        id
        done
      }
      userErrors {
        field
        message
        code
      }
    }
  }
` as const;

export interface SharedCode {
  readonly id: string;
  readonly code: string;
  readonly uses: number;
}

/** The codes of a discount that several share. */
export async function readSharedCodes(client: AdminClient, discountGid: string): Promise<SharedCode[]> {
  const { codeDiscountNode: node } = await client.request(SHARED_CODES, { id: discountGid }, { priority: 'interactive' });
  const codes = node && 'codeDiscount' in node && 'codes' in node.codeDiscount ? node.codeDiscount.codes.nodes : [];
  return codes.map(({ id, code, asyncUsageCount }) => ({ id, code: code.toUpperCase(), uses: asyncUsageCount }));
}

/**
 * Takes one code out of a discount that others share. One that is not there is no error.
 *
 * @returns how often the code was used.
 */
export async function removeSharedCode(client: AdminClient, discountGid: string, code: string): Promise<{ uses: number }> {
  const found = (await readSharedCodes(client, discountGid)).find((one) => one.code === code);
  if (!found) return { uses: 0 };
  const { discountCodeRedeemCodeBulkDelete: payload } = await client.request(REMOVE_CODES, { discountId: discountGid, ids: [found.id] }, { priority: 'interactive' });
  const [error] = payload?.userErrors ?? [];
  if (error) throw new RetryLater(10_000, `Shopify did not remove a code of ${discountGid}: ${error.message}`);
  return { uses: found.uses };
}
