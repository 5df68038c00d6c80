// Tags as recorded: split at commas, kept sorted without regard to case, first spelling wins. Removing a tag ignores
// case for customers and products, but not for orders.
import type { Customer, Discount, Order, Product, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, isoSeconds } from '../state/ids.ts';
import { customerPayload } from '../webhooks/payloads/customer.ts';

export const MOST_TAGS = 250;
export const LONGEST_TAG = 255;

export function splitTags(given: readonly string[]): string[] {
  const tags: string[] = [];
  for (const part of given.flatMap((text) => text.split(','))) {
    const tag = part.trim();
    if (tag && !tags.some((present) => sameTag(present, tag))) tags.push(tag);
  }
  return tags;
}

function sameTag(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

export function sortedTags(tags: readonly string[]): string[] {
  return [...tags].sort((a, b) => {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

export type Tagged = { kind: 'Customer'; thing: Customer } | { kind: 'Order'; thing: Order } | { kind: 'Product'; thing: Product } | { kind: 'DiscountNode'; thing: Discount };

export type TagOutcome = { outcome: 'done'; changed: string[] } | { outcome: 'refused'; message: string };

export function addTags(store: SimulatedStore, state: ShopState, owner: Tagged, given: readonly string[], by: string): TagOutcome {
  const fresh = splitTags(given).filter((tag) => !owner.thing.tags.some((present) => sameTag(present, tag)));
  if (fresh.some((tag) => tag.length > LONGEST_TAG)) return { outcome: 'refused', message: 'Tags is too long (maximum is 255 characters)' };
  if (owner.thing.tags.length + fresh.length > MOST_TAGS) return { outcome: 'refused', message: 'Tags cannot be more than 250' };
  change(store, state, owner, fresh, 'added', by);
  return { outcome: 'done', changed: fresh };
}

export function removeTags(store: SimulatedStore, state: ShopState, owner: Tagged, given: readonly string[], by: string): TagOutcome {
  const exact = owner.kind === 'Order';
  const wanted = splitTags(given);
  const gone = owner.thing.tags.filter((tag) => wanted.some((other) => (exact ? tag === other : sameTag(tag, other))));
  change(store, state, owner, gone, 'removed', by);
  return { outcome: 'done', changed: gone };
}

function change(store: SimulatedStore, state: ShopState, owner: Tagged, tags: string[], what: 'added' | 'removed', by: string): void {
  if (tags.length === 0) return;
  store.lagSearch(state, owner.thing);
  owner.thing.tags = what === 'added' ? sortedTags([...owner.thing.tags, ...tags]) : owner.thing.tags.filter((tag) => !tags.includes(tag));
  owner.thing.updatedAt = store.now();
  store.record(state, what === 'added' ? 'tags-added' : 'tags-removed', { owner: gid(owner.kind, owner.thing.id), tags, by });
  if (owner.kind !== 'Customer') return;
  store.emit(state, `customer.tags_${what}`, { customerId: gid('Customer', owner.thing.id), tags, occurredAt: isoSeconds(store.now()) });
  store.emit(state, 'customers/update', customerPayload(state, owner.thing));
}
