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
          status
          usageLimit
          asyncUsageCount
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

const MARK = 'Perennial ';

/** The mark that tells our discount from anybody else's: the intent, in the title. Merchants see it, shoppers do not. */
export function discountTitle(intentKey: string): string {
  return `${MARK}${intentKey}`;
}

/** The mark of a discount that many codes share. */
export function batchTitle(batchId: bigint): string {
  return discountTitle(`batch:${batchId}`);
}

/** What our mark names: the key of an intent, or a batch. Null for a discount of somebody else's. */
export function readTitle(title: string): { intentKey: string } | { batchId: bigint } | null {
  if (!title.startsWith(MARK)) return null;
  const intentKey = title.slice(MARK.length);
  const batch = /^batch:(\d{1,18})$/.exec(intentKey)?.[1];
  return batch ? { batchId: BigInt(batch) } : { intentKey };
}

/** How a discount of ours stands in Shopify. */
export interface DiscountStanding {
  readonly discountGid: string;
  /** Other intents have their codes in the same discount. */
  readonly shared: boolean;
  /** Nobody can redeem it: ended, by us, by hand or by time. */
  readonly ended: boolean;
  /** Uses of all its codes. Shopify counts them a little later. */
  readonly uses: number;
}

export type FoundDiscount =
  | { outcome: 'absent' }
  | ({ outcome: 'ours' } & DiscountStanding)
  /** It bears our title, but was changed by hand since: neither ours to promise nor a reason to make a second one. */
  | ({ outcome: 'altered' } & DiscountStanding)
  | { outcome: 'foreign' };

export async function findDiscount(client: AdminClient, intent: Pick<CodeIntent, 'code' | 'intentKey' | 'customerId' | 'batchId'>): Promise<FoundDiscount> {
  const { codeDiscountNodeByCode: node } = await client.request(DISCOUNT_BY_CODE, { code: intent.code }, { priority: 'interactive' });
  if (!node) return { outcome: 'absent' };
  const discount = node.codeDiscount;
  const shared = discount.__typename === 'DiscountCodeBasic' && intent.batchId !== null && discount.title === batchTitle(intent.batchId);
  if (discount.__typename !== 'DiscountCodeBasic' || (!shared && discount.title !== discountTitle(intent.intentKey))) return { outcome: 'foreign' };
  const customers = discount.context.__typename === 'DiscountCustomers' ? discount.context.customers.map(({ id }) => id) : [];
  const bound = customers.includes(gid('Customer', intent.customerId)) && (shared || customers.length === 1);
  const standing = { discountGid: node.id, shared, ended: discount.status === 'EXPIRED', uses: discount.asyncUsageCount };
  return { outcome: bound && discount.usageLimit === 1 ? 'ours' : 'altered', ...standing };
}
