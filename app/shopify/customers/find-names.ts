// The names of the few customers on a page, asked of Shopify when the page is shown and kept nowhere.
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../log.server.ts';
import { adminClient } from '../admin-client.ts';

export const CUSTOMER_NAMES = `#graphql
  query customerNames($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer {
        id
        displayName
      }
    }
  }
` as const;

/** customer id → name; a customer that is missing here is shown by number. */
export type CustomerNames = Readonly<Record<string, string>>;

/** Below the five seconds after which an unfinished page is cut off. */
const PATIENCE_MS = 3_500;

/**
 * Never rejects: a page's figures stand without names. Without approval for customers' names Shopify answers null, and
 * whatever else goes wrong is in the log.
 */
export async function findCustomerNames(shopDomain: string, customerIds: readonly string[]): Promise<CustomerNames> {
  if (customerIds.length === 0) return {};
  const late = sleep(PATIENCE_MS, {}, { ref: false });
  return Promise.race([late, askNames(shopDomain, customerIds)]);
}

async function askNames(shopDomain: string, customerIds: readonly string[]): Promise<CustomerNames> {
  try {
    const client = await adminClient(shopDomain);
    const variables = { ids: [...new Set(customerIds)].map((id) => `gid://shopify/Customer/${id}`) };
    const { data } = await client.requestPartial(CUSTOMER_NAMES, variables, { priority: 'interactive', signal: AbortSignal.timeout(PATIENCE_MS) });
    return Object.fromEntries(
      data.nodes.flatMap((node) => (node && 'id' in node && node.displayName?.trim() ? [[node.id.split('/').at(-1) ?? '', node.displayName.trim()]] : [])),
    );
  } catch (error) {
    log().warn({ err: error, shop: shopDomain }, "customers' names could not be read; the page shows numbers");
    return {};
  }
}
