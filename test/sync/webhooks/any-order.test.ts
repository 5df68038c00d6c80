// The state never depends on the order of arrival, nor on how often an event comes.
import { expect, it } from 'vitest';
import { inShop, type ShopId, type ShopTx } from '../../../app/records/db.ts';
import { applyEvent, applyGroup, isAppliedTogether } from '../../../app/sync/webhooks/apply-event.ts';
import { useDatabase } from '../../support/database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { customerGid, mergeBody, orderBody } from '../support/bodies.ts';
import type { Waiting } from '../support/inbox.ts';
import { type State, stateOf } from '../support/state.ts';

const db = useDatabase();
const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`;
const event = (topic: string, second: number, body: unknown): Waiting => ({ topic, body, triggeredAt: at(second) });
const tags = (verb: 'added' | 'removed', second: number, customerId: number) => event(`customer.tags_${verb}`, second, { customerId: customerGid(customerId), tags: ['perennial:alert', 'vip'], occurredAt: at(second) });

function history(domain: string): Waiting[] {
  return [
    event('customers/create', 1, { id: 7, created_at: at(1), updated_at: at(1) }),
    event('orders/create', 2, orderBody({ id: 1, customerId: 7, updatedAt: at(2), status: 'pending' })),
    event('orders/paid', 3, orderBody({ id: 1, customerId: 7, updatedAt: at(3) })),
    event('orders/create', 4, orderBody({ id: 2, customerId: 8, updatedAt: at(4), lines: [{ id: 1 }, { id: 2 }] })),
    event('refunds/create', 5, { id: 3, order_id: 1, created_at: at(5) }),
    event('orders/updated', 6, orderBody({ id: 1, customerId: 7, updatedAt: at(5), current: '60.00', refunds: [{ amount: '40.00' }] })),
    tags('added', 7, 8),
    tags('removed', 8, 8),
    event('customers/merge', 9, mergeBody(8, 7)),
    event('customers/delete', 10, { id: 7 }),
    event('orders/create', 11, orderBody({ id: 3, customerId: 9, updatedAt: at(11) })),
    event('orders/updated', 12, orderBody({ id: 2, customerId: 8, updatedAt: at(12), lines: [{ id: 2, quantity: 2 }] })),
    event('customers/redact', 13, { shop_domain: domain, customer: { id: 9 }, orders_to_redact: [3] }),
    event('orders/delete', 14, { id: 4 }),
    event('orders/updated', 15, orderBody({ id: 4, customerId: 8, updatedAt: at(13) })),
    event('customers/purchasing_summary', 16, { customerId: customerGid(8), numberOfOrders: '2', occurredAt: at(16) }),
  ];
}

class RolledBack extends Error {}

/** Cuts the events into pieces: of those that are applied together several a piece, others alone. */
function pieces(events: readonly Waiting[], seed: number): Waiting[][] {
  const next = seededRandom(seed);
  const cut: Waiting[][] = [];
  for (const one of events) {
    const last = cut.at(-1);
    if (last && [...last, one].every(({ topic }) => isAppliedTogether(topic)) && next() < 0.7) last.push(one);
    else cut.push([one]);
  }
  return cut;
}

/** Applies the events to the empty shop, looks, and takes it all back. @param groups seed of how they go together; null: one by one. */
async function stateAfter(shopId: ShopId, shopDomain: string, events: readonly Waiting[], groups: number | null): Promise<State> {
  let state: State | undefined;
  const read = ({ topic, body, triggeredAt }: Waiting) => ({ topic, body: Buffer.from(JSON.stringify(body)), triggeredAt: new Date(triggeredAt) });
  const run = async (tx: ShopTx) => {
    for (const piece of groups === null ? events.map((one) => [one]) : pieces(events, groups)) {
      const [first, ...rest] = piece.map(read);
      if (rest.length > 0 && first) await applyGroup(tx, shopId, [first, ...rest]);
      else if (first) await applyEvent(first.topic, { tx, shopId, shopDomain, ...first });
    }
    state = await stateOf(tx, shopId);
    throw new RolledBack();
  };
  await expect(inShop(shopId, run)).rejects.toThrow(RolledBack);
  if (!state) throw new Error('There was nothing to look at.');
  return state;
}

function shuffled(events: readonly Waiting[], seed: number): Waiting[] {
  const next = seededRandom(seed);
  const copies = events.flatMap((one) => (next() < 0.25 ? [one, one] : [one]));
  for (let i = copies.length - 1; i > 0; i -= 1) {
    const j = Math.floor(next() * (i + 1));
    [copies[i], copies[j]] = [copies[j] as Waiting, copies[i] as Waiting];
  }
  return copies;
}

/** A sample every day; `.ci/run` asks for all thousand. */
const PERMUTATIONS = Number(process.env['PERMUTATIONS'] ?? 100);

it(`${PERMUTATIONS} permutations with repetitions end as the history in its order does`, { timeout: 240_000 }, async () => {
  const seeds = Array.from({ length: PERMUTATIONS }, (_, seed) => seed + 1);
  // One after the other within a shop, for it has one lock; several shops at once.
  const permute = async (): Promise<void> => {
    const { shopId, domain } = await db.newShop();
    const events = history(domain);
    const expected = await stateAfter(shopId, domain, events, null);
    expect(expected.orders.map((row) => [row['order_id'], row['net_minor']])).toEqual([['1', '6000'], ['2', '10000']]);
    expect(expected.customers.map((row) => [row['customer_id'], row['merged_into_id']])).toEqual([['7', '8'], ['8', null]]);
    for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) expect(await stateAfter(shopId, domain, shuffled(events, seed), seed % 3 === 0 ? null : seed), `seed ${seed}`).toEqual(expected);
  };
  await Promise.all([permute(), permute(), permute()]);
});
