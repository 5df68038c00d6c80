// Asks Shopify for the code of an intent: once, for one customer, for a time; or for the discount that a batch of codes shares.
import type { CodeIntent } from '../../records/code-intents.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid } from '../../shopify/gid.ts';
import { batchTitle, discountTitle } from './find-discount.ts';

const CREATE_DISCOUNT = `#graphql
  mutation createDiscount($discount: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $discount) {
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

export type CreatedDiscount =
  | { outcome: 'created'; discountGid: string }
  /** The code exists: perhaps ours, from an attempt whose answer was lost. */
  | { outcome: 'taken' }
  /** Shopify had trouble of its own, or answered something unheard of. */
  | { outcome: 'unclear'; message: string }
  | { outcome: 'refused'; error: 'customer-gone' | 'refused'; message: string };

/** @throws EffectUnknown when the answer was lost; see AdminClient.request. */
export async function createDiscount(client: AdminClient, intent: CodeIntent): Promise<CreatedDiscount> {
  return create(client, discountTitle(intent.intentKey), intent, [intent.customerId]);
}

/**
 * The discount of a batch, with the code of its first intent and on its terms, which all of them have. For the customers of the
 * batch alone, and for each of them once.
 *
 * @param intents at least one. @throws EffectUnknown when the answer was lost.
 */
export async function createSharedDiscount(client: AdminClient, batchId: bigint, intents: readonly CodeIntent[]): Promise<CreatedDiscount> {
  const [first] = intents;
  if (!first) throw new Error(`batch ${batchId} has no intents`);
  return create(client, batchTitle(batchId), first, [...new Set(intents.map(({ customerId }) => customerId))]);
}

async function create(client: AdminClient, title: string, intent: CodeIntent, customerIds: readonly bigint[]): Promise<CreatedDiscount> {
  const { discountCodeBasicCreate: payload } = await client.request(
    CREATE_DISCOUNT,
    {
      discount: {
        title,
        code: intent.code,
        usageLimit: 1,
        appliesOncePerCustomer: true,
        context: { customers: { add: customerIds.map((id) => gid('Customer', id)) } },
        startsAt: intent.startsAt.toISOString(),
        endsAt: intent.endsAt.toISOString(),
        customerGets: { items: { all: true }, value: { percentage: intent.percentage.toNumber() } },
      },
    },
    { priority: 'interactive' },
  );
  if (payload?.codeDiscountNode) return { outcome: 'created', discountGid: payload.codeDiscountNode.id };
  const [error] = payload?.userErrors ?? [];
  if (!error) return { outcome: 'unclear', message: 'neither a discount nor an error' };
  if (error.code === 'TAKEN') return { outcome: 'taken' };
  if (error.code === null || error.code === undefined || error.code === 'INTERNAL_ERROR') return { outcome: 'unclear', message: error.message };
  return { outcome: 'refused', error: error.field?.includes('customers') ? 'customer-gone' : 'refused', message: error.message };
}
