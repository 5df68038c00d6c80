// Changes that went into a file and came back in no result line (cancelled, failed or lost operations): Shopify is asked what
// the customers carry. What is in place is done; the rest waits again.
import { inShopBulk, type ShopId } from '../../../records/db.ts';
import { findDoubtful, leavePart } from '../../../records/write-back/tag-bulks.ts';
import { recordOutcomes, type TagOutcome } from '../../../records/write-back/tag-changes.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { gid, idOfGid } from '../../../shopify/gid.ts';
import { READ_TAGS } from '../tag-operations.ts';

/** Shopify takes at most 250 ids. */
const PAGE = 250;
/** A change that came back undone from so many files is given up: something about it is wrong. */
const MOST_ATTEMPTS = 3;

/** Shopify compares tags without regard to case (recorded). */
const lower = (tags: readonly string[]) => new Set(tags.map((tag) => tag.toLowerCase()));

export async function settleDoubtful(client: AdminClient, shopId: ShopId, tagRunId: bigint): Promise<void> {
  for (;;) {
    const changes = await findDoubtful(shopId, tagRunId, PAGE);
    if (changes.length === 0) return;
    const at = new Date();
    const { nodes } = await client.request(READ_TAGS, { ids: changes.map(({ customerId }) => gid('Customer', customerId)) });
    const present = new Map(nodes.flatMap((node) => (node && 'tags' in node ? [[idOfGid(node.id), lower(node.tags)] as const] : [])));
    const outcomes: TagOutcome[] = [];
    const undone: bigint[] = [];
    for (const { customerId, add, remove, attempts } of changes) {
      const tags = present.get(customerId);
      const inPlace = tags && add.every((tag) => tags.has(tag.toLowerCase())) && !remove.some((tag) => tags.has(tag.toLowerCase()));
      if (inPlace) outcomes.push({ customerId, added: add.length > 0, removed: remove.length > 0, error: null });
      else if (!tags) outcomes.push({ customerId, added: false, removed: false, error: 'customer-gone' });
      else if (attempts >= MOST_ATTEMPTS) outcomes.push({ customerId, added: false, removed: false, error: 'refused' });
      else undone.push(customerId);
    }
    await inShopBulk(shopId, (connection) => recordOutcomes(connection, shopId, tagRunId, outcomes, at));
    await leavePart(shopId, tagRunId, undone);
  }
}
