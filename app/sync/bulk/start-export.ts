import { AskMerchant, RetryLater } from '../../domain/outcomes.ts';
import type { BulkImport } from '../../records/bulk-imports.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { exportQuery, isExportOf } from './export-queries.ts';
import { RECENT_EXPORTS, START_EXPORT } from './operations.ts';

export interface StartedExport {
  readonly gid: string;
  readonly createdAt: Date;
}

const BUSY_MS = 15_000;

/**
 * Starts the export of an import, or finds the one that was started when an earlier answer was lost.
 *
 * @throws RetryLater while Shopify already runs as many exports as it allows.
 */
export async function startExport(admin: AdminClient, { importId, kind }: BulkImport, signal: AbortSignal): Promise<StartedExport> {
  const earlier = await findExport(admin, importId, signal);
  if (earlier) return earlier;
  const { bulkOperationRunQuery } = await admin.request(START_EXPORT, { query: exportQuery(kind, importId) }, { signal });
  const operation = bulkOperationRunQuery?.bulkOperation;
  if (operation) return { gid: operation.id, createdAt: new Date(operation.createdAt) };
  const errors = bulkOperationRunQuery?.userErrors ?? [];
  const said = errors.map(({ code, message }) => `${code ?? 'no code'}: ${message}`).join('; ');
  if (errors.some(({ code }) => code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED')) {
    const now = await findExport(admin, importId, signal);
    if (now) return now;
    throw new RetryLater(BUSY_MS, `Shopify is busy with other exports: ${said}`);
  }
  if (/access denied/i.test(said)) throw new AskMerchant('missing-scope', said);
  throw new Error(`Shopify refused the export of ${kind}: ${said}`);
}

async function findExport(admin: AdminClient, importId: bigint, signal: AbortSignal): Promise<StartedExport | null> {
  const { bulkOperations } = await admin.request(RECENT_EXPORTS, {}, { signal });
  const operation = bulkOperations.nodes.find(({ query }) => isExportOf(importId, query));
  return operation ? { gid: operation.id, createdAt: new Date(operation.createdAt) } : null;
}
