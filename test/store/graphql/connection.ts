// Pages of a list: first, last, after, before; cursors as Shopify makes them (base64 of last id and last value).
import type { AdminRequest, Arguments, Resolver } from './request.ts';
import { executionError } from './errors.ts';
import { compileSearch, type SearchKind } from '../search/search.ts';
import type { Customer, Discount, Order, Product, Segment } from '../model.ts';

export interface Connection<T> {
  nodes: T[];
  cursor: (node: T) => string;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

const MOST_PER_PAGE = 250;

/** @param value what the list is sorted by, for the cursor. @throws an execution error on page sizes Shopify refuses. */
export function page<T extends { id: number }>(all: readonly T[], args: Arguments, name: string, value: (thing: T) => unknown = (thing) => thing.id): Connection<T> {
  // Bulk exports take everything.
  if (args.unbounded === true) return { nodes: all as T[], cursor: () => '', hasNextPage: false, hasPreviousPage: false };
  const first = args.first as number | null | undefined;
  const last = args.last as number | null | undefined;
  if (first == null && last == null) throw executionError('BAD_REQUEST', `you must provide one of first or last`);
  if (first != null && last != null) throw executionError('BAD_REQUEST', 'providing both first and last is not supported');
  const size = first ?? last ?? 0;
  if (size < 0) throw executionError('BAD_REQUEST', `${first == null ? 'last' : 'first'} must be a positive integer for ${name}`);
  if (size > MOST_PER_PAGE) throw executionError('BAD_REQUEST', `${first == null ? 'last' : 'first'} cannot exceed ${MOST_PER_PAGE}. For more information, see https://shopify.dev/api/usage/limits#connection-limits`);
  let from = 0;
  let to = all.length;
  if (typeof args.after === 'string') from = placeOf(all, args.after) + 1;
  if (typeof args.before === 'string') to = placeOf(all, args.before);
  const nodes = first == null ? all.slice(Math.max(from, to - size), to) : all.slice(from, Math.min(to, from + size));
  const start = first == null ? Math.max(from, to - size) : from;
  const end = start + nodes.length;
  return {
    nodes,
    cursor: (node) => Buffer.from(JSON.stringify({ last_id: node.id, last_value: String(value(node)) })).toString('base64'),
    hasNextPage: end < all.length,
    hasPreviousPage: start > 0,
  };
}

function placeOf<T extends { id: number }>(all: readonly T[], cursor: string): number {
  let lastId: unknown;
  try {
    lastId = (JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as { last_id?: unknown }).last_id;
  } catch {
    lastId = undefined;
  }
  if (typeof lastId !== 'number') throw executionError('BAD_REQUEST', `Invalid cursor for current pagination sort.`);
  const place = all.findIndex((thing) => thing.id === lastId);
  if (place < 0) throw executionError('BAD_REQUEST', `Invalid cursor for current pagination sort.`);
  return place;
}

type Searchable = Customer | Order | Discount | Product | Segment;

export interface SortKeys<T> {
  [key: string]: (thing: T) => number | string | null;
}

/** A root list: found through the search index (which lags) where there is a query, sorted, paged. */
export function searchPage<T extends Searchable>(
  all: Iterable<T>,
  args: Arguments,
  request: AdminRequest,
  path: readonly (string | number)[],
  kind: SearchKind<T>,
  sortKeys: SortKeys<T>,
): Connection<T> {
  const found = searchAll(all, args.query, request, path, kind);
  const key = (args.sortKey as string | undefined) ?? 'ID';
  const value = sortKeys[key];
  if (!value) throw executionError('NOT_IMPLEMENTED_BY_SIMULATED_STORE', `The simulated store does not sort by ${key} here.`);
  found.sort((a, b) => order(value(a), value(b)) || a.id - b.id);
  if (args.reverse === true) found.reverse();
  return page(found, args, String(path.at(-1)), value);
}

export function searchAll<T extends Searchable>(all: Iterable<T>, query: unknown, request: AdminRequest, path: readonly (string | number)[], kind: SearchKind<T>): T[] {
  const text = typeof query === 'string' ? query.trim() : '';
  const test = text ? compileSearch(kind, text, request, path) : null;
  if (!test) return [...all];
  const found: T[] = [];
  for (const thing of all) {
    const seen = request.store.asSearched(request.state, thing);
    if (seen && test(seen)) found.push(thing);
  }
  return found;
}

/** Things without a value come last. */
function order(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Resolvers of every …Connection and …Edge. */
export const connectionResolver: Record<string, Resolver> = {
  nodes: (source) => (source as Connection<unknown>).nodes,
  edges: (source) => (source as Connection<unknown>).nodes.map((node) => ({ node, cursor: () => (source as Connection<unknown>).cursor(node) })),
  pageInfo: (source) => {
    const connection = source as Connection<unknown>;
    const [start, end] = [connection.nodes[0], connection.nodes.at(-1)];
    return {
      hasNextPage: connection.hasNextPage,
      hasPreviousPage: connection.hasPreviousPage,
      startCursor: start === undefined ? null : connection.cursor(start),
      endCursor: end === undefined ? null : connection.cursor(end),
    };
  },
};

export const edgeResolver: Record<string, Resolver> = {
  node: (source) => (source as { node: unknown }).node,
  cursor: (source) => (source as { cursor: () => string }).cursor(),
};

