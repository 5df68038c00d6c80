// The life of a bulk operation: CREATED → RUNNING → COMPLETED, or CANCELING → CANCELED, or FAILED.
import type { BulkOperation, ShopState } from '../model.ts';
import type { AdminRequest } from '../graphql/request.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, isoSeconds, nextId } from '../state/ids.ts';
import type { ExportCounts } from './write-export.ts';

export interface BulkSettings {
  /** From the answer to RUNNING, and from the last line to COMPLETED, in ms each. */
  delayMs: number;
  /** Where children may lie apart from their parents: the seed that scatters them. */
  scatterSeed: number | null;
  /** Ends the next run as FAILED after this many root objects, with a partial file. */
  failAfterRoots: number | null;
  /** So long it works before it lets others have their turn; below zero: after every row. */
  sliceMs: number;
}

export const MOST_RUNNING = 5;
const settings = new WeakMap<SimulatedStore, BulkSettings>();

export function bulkSettings(store: SimulatedStore): BulkSettings {
  let known = settings.get(store);
  if (!known) settings.set(store, (known = { delayMs: 200, scatterSeed: null, failAfterRoots: null, sliceMs: 25 }));
  return known;
}

export function runningOf(state: ShopState, type: BulkOperation['type']): BulkOperation[] {
  return [...state.bulkOperations.values()].filter((each) => each.type === type && ['CREATED', 'RUNNING', 'CANCELING'].includes(each.status));
}

export function createOperation(store: SimulatedStore, state: ShopState, type: BulkOperation['type'], query: string): BulkOperation {
  const operation: BulkOperation = {
    id: nextId(state, 'BulkOperation'),
    type,
    status: 'CREATED',
    query,
    createdAt: store.now(),
    completedAt: null,
    errorCode: null,
    objectCount: 0,
    rootObjectCount: 0,
    fileSize: null,
    file: null,
    partial: false,
  };
  state.bulkOperations.set(operation.id, operation);
  store.record(state, 'bulk-operation', { id: operation.id, type, status: 'CREATED' });
  return operation;
}

/** @param work writes the file named after the operation and yields now and then. */
export function startOperation(operation: BulkOperation, request: AdminRequest, file: string, work: () => Generator<ExportCounts, ExportCounts>): void {
  const { store, state, later } = request;
  const { delayMs, failAfterRoots } = bulkSettings(store);
  bulkSettings(store).failAfterRoots = null;
  const steps = work();
  const step = () => {
    if (isCanceling(operation)) return end(store, state, operation, 'CANCELED', null);
    const next = steps.next();
    const failed = failAfterRoots !== null && next.value.rootObjectCount >= failAfterRoots;
    if (!next.done && !failed) return later(step, 0);
    if (failed) {
      operation.errorCode = 'INTERNAL_SERVER_ERROR';
      operation.partial = true;
    }
    // Counters stay at "0" for long and jump at the end (recorded).
    const { objectCount, rootObjectCount, fileSize } = next.value;
    Object.assign(operation, { objectCount, rootObjectCount });
    later(() => end(store, state, operation, isCanceling(operation) ? 'CANCELED' : failed ? 'FAILED' : 'COMPLETED', objectCount > 0 ? { name: file, size: fileSize } : null), delayMs);
  };
  later(() => {
    if (isCanceling(operation)) return end(store, state, operation, 'CANCELED', null);
    operation.status = 'RUNNING';
    step();
  }, delayMs);
}

function isCanceling(operation: BulkOperation): boolean {
  return operation.status === 'CANCELING';
}

/** `url` stays null where there are no rows. */
export function end(store: SimulatedStore, state: ShopState, operation: BulkOperation, status: 'COMPLETED' | 'CANCELED' | 'FAILED', file: { name: string; size: number } | null): void {
  operation.status = status;
  if (status !== 'CANCELED') {
    operation.completedAt = store.now();
    operation.file = file?.name ?? null;
    operation.fileSize = file?.size ?? null;
  }
  const { id, objectCount, rootObjectCount, type } = operation;
  store.record(state, 'bulk-operation', { id, type, status, objectCount, rootObjectCount });
  store.emit(state, 'bulk_operations/finish', {
    admin_graphql_api_id: gid('BulkOperation', id),
    completed_at: operation.completedAt === null ? null : isoSeconds(operation.completedAt),
    created_at: isoSeconds(operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: status.toLowerCase(),
    type: type.toLowerCase(),
  });
}
