// Search by name, e-mail address or phone number is Shopify's own: none of them is kept here.
import { AskMerchant, GiveUp, RetryLater } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import { adminClient } from '../admin-client.ts';

export const SEARCH_CUSTOMERS = `#graphql
  query searchCustomers($query: String!, $first: Int!) {
    customers(first: $first, query: $query) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
  }
` as const;

const MOST_FOUND = 100;
const PATIENCE_MS = 3_500;

export type CustomerSearch = { outcome: 'found'; customerIds: bigint[]; more: boolean } | { outcome: 'unavailable' };

/**
 * The words of the merchant, not Shopify's search language: what has a meaning there is escaped, so that a colon is a colon.
 * Source: shopify.dev/docs/api/usage/search-syntax.
 */
export function plainWords(words: string): string {
  return words.toLowerCase().replace(/[\\:()"'*<>=]/g, (character) => `\\${character}`).replace(/(^|\s)-+/g, '$1');
}

/** @param words as the merchant typed them */
export async function searchCustomers(shopDomain: string, words: string): Promise<CustomerSearch> {
  try {
    const client = await adminClient(shopDomain);
    const { customers } = await client.request(SEARCH_CUSTOMERS, { query: plainWords(words), first: MOST_FOUND }, { priority: 'interactive', signal: AbortSignal.timeout(PATIENCE_MS) });
    return { outcome: 'found', customerIds: customers.nodes.map(({ id }) => BigInt(id.split('/').at(-1) ?? '0')), more: customers.pageInfo.hasNextPage };
  } catch (error) {
    const expected = error instanceof RetryLater || error instanceof GiveUp || error instanceof AskMerchant || (error instanceof Error && error.name === 'TimeoutError');
    if (!expected) throw error;
    log().warn({ err: error, shop: shopDomain }, 'search by name is not available');
    return { outcome: 'unavailable' };
  }
}
