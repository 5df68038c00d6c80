// The topics of which Shopify sends thousands: one for every customer of a sweep of tags, several with every order. No score
// waits for them, so they are applied after everything else, and many at once: the same three statements for one as for
// five hundred.
import { z } from 'zod';
import { applyCustomerVersions, applyOrderCounts, applyTagEvents, type CustomerOutcome } from '../../records/inbound/customer-events.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import type { ShopId, ShopTx } from '../../records/db.ts';
import { ownTagsOf } from '../own-tags.ts';
import { bodyGid, bodyId, bodyOf, bodyTimeMs, parseBody } from './body.ts';
import { APPLIED, type Applied } from './event.ts';

export const CHATTER_TOPICS = ['customers/create', 'customers/update', 'customers/purchasing_summary', 'customer.tags_added', 'customer.tags_removed'] as const;
export type ChatterTopic = (typeof CHATTER_TOPICS)[number];

export function isChatter(topic: string): topic is ChatterTopic {
  return (CHATTER_TOPICS as readonly string[]).includes(topic);
}

export interface ChatterEvent {
  readonly topic: ChatterTopic;
  readonly body: Buffer;
  readonly triggeredAt: Date;
}

/** Bodies have whole seconds: the time at which the event was triggered, which is not signed, may refine them, but no more. */
function momentOf(occurredAtMs: number, triggeredAt: Date): Date {
  const withinMs = Math.min(Math.max(triggeredAt.getTime() - occurredAtMs, 0), 999);
  return new Date(occurredAtMs + withinMs);
}

const customerBody = z.object({ id: bodyId, admin_graphql_api_id: bodyOf('Customer'), created_at: bodyTimeMs, updated_at: bodyTimeMs });
const summaryBody = z.object({ customerId: bodyGid('Customer'), numberOfOrders: z.coerce.number().int().nonnegative(), occurredAt: bodyTimeMs });
const tagsBody = z.object({ customerId: bodyGid('Customer'), tags: z.array(z.string()), occurredAt: bodyTimeMs });

const readVersion = ({ body }: ChatterEvent) => {
  const { id, created_at: createdAtMs, updated_at: updatedAtMs } = parseBody(customerBody, body);
  return { customerId: id, createdAtMs, updatedAtMs };
};
const readCount = ({ body, triggeredAt }: ChatterEvent) => {
  const { customerId, numberOfOrders, occurredAt } = parseBody(summaryBody, body);
  return { customerId, orderCount: numberOfOrders, at: momentOf(occurredAt, triggeredAt) };
};
const readTags = ({ topic, body, triggeredAt }: ChatterEvent) => {
  const { customerId, tags, occurredAt } = parseBody(tagsBody, body);
  return { customerId, tags: ownTagsOf(tags), present: topic === 'customer.tags_added', at: momentOf(occurredAt, triggeredAt) };
};

function appliedOf(outcome: CustomerOutcome, customerId: bigint): Applied {
  // Of what these events bring, a score depends only on the customer's being there: Shopify's count is shown beside ours.
  if (outcome === 'new' || outcome === 'applied') return { ...APPLIED, touched: outcome === 'new' ? [customerId] : [] };
  return { outcome: outcome === 'stale' ? 'stale: newer-version' : 'ignored: deleted-customer', touched: [] };
}

/** Reads the events of one kind and applies them together; puts each one's outcome in its place. */
async function applyKind<T extends { customerId: bigint }>(
  results: (Applied | undefined)[],
  events: readonly ChatterEvent[],
  belongs: (topic: ChatterTopic) => boolean,
  read: (event: ChatterEvent) => T,
  apply: (all: readonly T[]) => Promise<CustomerOutcome[]>,
): Promise<void> {
  const places = events.flatMap((event, place) => (belongs(event.topic) ? [{ place, read: read(event) }] : []));
  if (places.length === 0) return;
  const outcomes = await apply(places.map((each) => each.read));
  for (const [index, { place, read: { customerId } }] of places.entries()) results[place] = appliedOf(outcomes[index] ?? 'stale', customerId);
}

/**
 * @returns what became of each event, in their order.
 * @throws MalformedBody when one of them cannot be understood; nothing of the others is lost when each is then applied alone.
 */
export async function applyChatter(tx: ShopTx, shopId: ShopId, events: readonly ChatterEvent[]): Promise<Applied[]> {
  await lockInbound(tx, shopId);
  const results: (Applied | undefined)[] = events.map(() => undefined);
  await applyKind(results, events, (topic) => topic.startsWith('customers/') && topic !== 'customers/purchasing_summary', readVersion, (all) => applyCustomerVersions(tx, shopId, all));
  await applyKind(results, events, (topic) => topic === 'customers/purchasing_summary', readCount, (all) => applyOrderCounts(tx, shopId, all));
  const ofTags = (topic: ChatterTopic) => topic.startsWith('customer.tags_');
  // Tags of others are none of our business; not even the customer's being there is concluded from them.
  const foreign = events.map((event) => ofTags(event.topic) && readTags(event).tags.length === 0);
  for (const [place, isForeign] of foreign.entries()) if (isForeign) results[place] = { outcome: 'ignored: other-tags', touched: [] };
  const own = events.flatMap((event, place) => (ofTags(event.topic) && !foreign[place] ? [{ event, place }] : []));
  const ownResults: (Applied | undefined)[] = [];
  await applyKind(ownResults, own.map(({ event }) => event), ofTags, readTags, (all) => applyTagEvents(tx, shopId, all));
  for (const [index, { place }] of own.entries()) results[place] = ownResults[index];
  return results.map((result) => result ?? { outcome: 'ignored: unknown-topic', touched: [] });
}
