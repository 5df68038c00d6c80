// Adds codes to a discount that is there. Shopify says yes at once; what became of each is told later, without a reason that a
// program could read (recorded), and not at all once the job's id is lost. So the answer only says when to look.
import type { AdminClient } from '../../../shopify/admin-client.ts';

const ADD_CODES = `#graphql
  mutation addCodes($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
    discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {
      bulkCreation {
        id
      }
      userErrors {
        field
        message
        code
      }
    }
  }
` as const;

const ADDED_CODES = `#graphql
  query addedCodes($id: ID!) {
    discountRedeemCodeBulkCreation(id: $id) {
      done
    }
  }
` as const;

/** @returns the job's id; null where Shopify refused. @throws EffectUnknown when the answer was lost. */
export async function addCodes(client: AdminClient, discountGid: string, codes: readonly string[]): Promise<string | null> {
  const { discountRedeemCodeBulkAdd: payload } = await client.request(ADD_CODES, { discountId: discountGid, codes: codes.map((code) => ({ code })) }, { priority: 'interactive' });
  return payload?.bulkCreation?.id ?? null;
}

/** Whether the job has come to its end; a job that nobody knows any more has. */
export async function areCodesAdded(client: AdminClient, creationGid: string): Promise<boolean> {
  const { discountRedeemCodeBulkCreation: creation } = await client.request(ADDED_CODES, { id: creationGid }, { priority: 'interactive' });
  return creation?.done ?? true;
}
