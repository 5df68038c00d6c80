// Is the code there, and is it the one we meant? Asked after a lost answer, a crash, or a code that is taken.
import type { CodeIntent } from '../../records/code-intents.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid } from '../../shopify/gid.ts';

const DISCOUNT_BY_CODE = `#graphql
  query discountByCode($code: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount {
        __typename
        ... on DiscountCodeBasic {
          title
          usageLimit
          context {
            __typename
            ... on DiscountCustomers {
              customers {
                id
              }
            }
          }
        }
      }
    }
  }
` as const;

/** The mark that tells our discount from anybody else's: the intent, in the title. Merchants see it, shoppers do not. */
export function discountTitle(intentKey: string): string {
  return `Perennial ${intentKey}`;
}

export type FoundDiscount =
  | { outcome: 'absent' }
  | { outcome: 'ours'; discountGid: string }
  /** It bears our title, but was changed by hand since: neither ours to promise nor a reason to make a second one. */
  | { outcome: 'altered'; discountGid: string }
  | { outcome: 'foreign' };

export async function findDiscount(client: AdminClient, intent: Pick<CodeIntent, 'code' | 'intentKey' | 'customerId'>): Promise<FoundDiscount> {
  const { codeDiscountNodeByCode: node } = await client.request(DISCOUNT_BY_CODE, { code: intent.code }, { priority: 'interactive' });
  if (!node) return { outcome: 'absent' };
  const discount = node.codeDiscount;
  if (discount.__typename !== 'DiscountCodeBasic' || discount.title !== discountTitle(intent.intentKey)) return { outcome: 'foreign' };
  const customers = discount.context.__typename === 'DiscountCustomers' ? discount.context.customers.map(({ id }) => id) : [];
  const bound = customers.length === 1 && customers[0] === gid('Customer', intent.customerId);
  return { outcome: bound && discount.usageLimit === 1 ? 'ours' : 'altered', discountGid: node.id };
}
