// The difference between the tags that customers should have and those that Shopify holds, page by page.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../domain/glossary.ts';
import { planTagChange } from '../../domain/segments/plan-tag-change.ts';
import type { ShopId } from '../../records/db.ts';
import type { ShopSettings } from '../../records/shop-settings.ts';
import { type PlannedChange, readChanges, readTagStates, type ScoredAs } from '../../records/write-back/tag-plans.ts';
import { holdBack } from './hold-back.ts';

const PAGE = 5_000;

export interface PlannedPage {
  readonly changes: PlannedChange[];
  /** Customers for whom a change of an older plan waits that no longer holds. */
  readonly outdated: CustomerId[];
  /** Customers with a change under way: to be planned once that is over. */
  readonly deferred: CustomerId[];
}

const sameTags = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((tag) => other.includes(tag));

export async function* planChanges(connection: PoolClient, shopId: ShopId, choice: ShopSettings['tags'], among?: readonly CustomerId[], scoredAs?: ScoredAs): AsyncGenerator<PlannedPage> {
  let after = 0n;
  for (;;) {
    const states = await readTagStates(connection, shopId, { after, limit: PAGE, among }, scoredAs);
    const last = states.at(-1);
    if (!last) return;
    after = last.customerId;
    const waiting = await readChanges(connection, shopId, states.map(({ customerId }) => customerId), ['planned', 'sending']);
    const raw = new Map<CustomerId, PlannedChange>();
    for (const state of states) {
      const change = planTagChange({ ...state, choice });
      if (change) raw.set(state.customerId, { customerId: state.customerId, ...change });
    }
    const applied = await readChanges(connection, shopId, [...raw.keys()], ['applied']);
    const page: PlannedPage = { changes: [], outdated: [], deferred: [] };
    for (const { customerId } of states) {
      const planned = raw.get(customerId);
      const change = planned ? holdBack(planned, applied.get(customerId) ?? []) : null;
      const pending = waiting.get(customerId)?.[0];
      if (pending?.undoes && pending.state === 'planned') {
        // The merchant's undoing goes first; what it takes back is not planned again.
      } else if (pending?.state === 'sending') {
        if (!change || !sameTags(pending.add, change.add) || !sameTags(pending.remove, change.remove)) page.deferred.push(customerId);
      } else if (pending && change && sameTags(pending.add, change.add) && sameTags(pending.remove, change.remove)) {
        // The waiting change is still the right one.
      } else {
        if (pending) page.outdated.push(customerId);
        if (change) page.changes.push(change);
      }
    }
    yield page;
  }
}
