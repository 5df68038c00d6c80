// bulkOperation and bulkOperations.
import type { BulkOperation, ShopState } from '../model.ts';
import { parseGid } from '../state/ids.ts';
import { page } from '../graphql/connection.ts';
import { executionError } from '../graphql/errors.ts';
import type { AdminRequest, Arguments } from '../graphql/request.ts';
import { compileSearch, type SearchKind } from '../search/search.ts';

const WEEK_MS = 604_800_000;

/** @throws where the id names something else. */
export function bulkOperationOf(state: ShopState, id: unknown): BulkOperation | null {
  const parsed = parseGid(String(id));
  if (parsed?.kind !== 'BulkOperation') throw executionError('RESOURCE_NOT_FOUND', `Invalid id: ${String(id)}`);
  return state.bulkOperations.get(parsed.id) ?? null;
}

const bulkSearch: SearchKind<BulkOperation> = {
  texts: () => [],
  fields: {
    id: { kind: 'number', get: (b) => b.id },
    status: { kind: 'text', get: (b) => b.status, exact: true },
    operation_type: { kind: 'text', get: (b) => b.type, exact: true },
    created_at: { kind: 'instant', get: (b) => b.createdAt },
  },
};

/** Newest first unless reversed (recorded); those of last week only. */
export function bulkOperationPage(args: Arguments, request: AdminRequest, path: readonly (string | number)[]) {
  const oldest = request.store.now() - WEEK_MS;
  let found = [...request.state.bulkOperations.values()].filter((operation) => operation.createdAt >= oldest);
  if (typeof args.query === 'string' && args.query.trim() !== '') {
    const test = compileSearch(bulkSearch, args.query, request, path);
    const report = request.searches.at(-1);
    if (report?.warnings.some((warning) => warning.field === 'created_at')) {
      throw executionError('BAD_REQUEST', 'Invalid timestamp for query filter `created_at`.');
    }
    if (test) found = found.filter(test);
  }
  const value = (b: BulkOperation) => (args.sortKey === 'COMPLETED_AT' ? (b.completedAt ?? Infinity) : b.createdAt);
  found.sort((a, b) => value(b) - value(a) || b.id - a.id);
  if (args.reverse === true) found.reverse();
  return page(found, args, 'bulkOperations');
}
