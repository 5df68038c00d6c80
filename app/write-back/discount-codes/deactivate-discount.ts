import { RetryLater } from '../../domain/outcomes.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';

const DEACTIVATE_DISCOUNT = `#graphql
  mutation deactivateDiscount($id: ID!) {
    discountCodeDeactivate(id: $id) {
      codeDiscountNode {
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

/** Ends a discount now. Ending it twice, or one that was deleted, is no error. @throws RetryLater when Shopify did not do it, or did not say so. */
export async function deactivateDiscount(client: AdminClient, discountGid: string): Promise<void> {
  const { discountCodeDeactivate: payload } = await client.request(DEACTIVATE_DISCOUNT, { id: discountGid }, { priority: 'interactive' });
  const [error] = payload?.userErrors ?? [];
  // Recorded: an unknown id answers ["id"] "Code discount does not exist." INVALID.
  if (!payload || (error && !error.field?.includes('id'))) throw new RetryLater(10_000, `Shopify did not end ${discountGid}: ${error?.message ?? 'no answer'}`);
}
