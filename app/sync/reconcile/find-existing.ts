import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid, numberOfGid } from '../../shopify/gid.ts';

export const WHICH_EXIST = `#graphql
  query WhichExist($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
    }
  }
` as const;

/** What Shopify takes in one list of ids. */
const MOST_IDS = 250;

/** Which of these Shopify still has. It gives null for what it has not, or does not let us see. */
export async function findExisting(admin: AdminClient, type: 'Customer' | 'Order', ids: readonly bigint[], signal: AbortSignal): Promise<Set<bigint>> {
  const existing = new Set<bigint>();
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    const { nodes } = await admin.request(WHICH_EXIST, { ids: ids.slice(at, at + MOST_IDS).map((id) => gid(type, id)) }, { signal });
    for (const node of nodes) if (node) existing.add(numberOfGid(type, node.id));
  }
  return existing;
}
