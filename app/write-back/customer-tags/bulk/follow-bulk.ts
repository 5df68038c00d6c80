// Looks how far a bulk mutation has come.
import type { AdminClient } from '../../../shopify/admin-client.ts';

const BULK_PROGRESS = `#graphql
  query tagBulkProgress($id: ID!) {
    bulkOperation(id: $id) {
      status
      errorCode
      url
      partialDataUrl
      completedAt
    }
  }
` as const;

const CANCEL_BULK = `#graphql
  mutation cancelTagBulk($id: ID!) {
    bulkOperationCancel(id: $id) {
      userErrors {
        field
        message
      }
    }
  }
` as const;

export type BulkProgress =
  | { outcome: 'running' }
  /** Over. `url` is null where no line came out; `error` tells why not all did. */
  | { outcome: 'ended'; url: string | null; error: string | null; at: Date };

export async function followBulk(client: AdminClient, operationGid: string): Promise<BulkProgress> {
  const { bulkOperation: operation } = await client.request(BULK_PROGRESS, { id: operationGid });
  // Operations are kept for about a week (recorded).
  if (!operation) return { outcome: 'ended', url: null, error: 'operation-gone', at: new Date() };
  const at = operation.completedAt ? new Date(operation.completedAt) : new Date();
  switch (operation.status) {
    case 'CREATED':
    case 'RUNNING':
    case 'CANCELING':
      return { outcome: 'running' };
    case 'COMPLETED':
      return { outcome: 'ended', url: operation.url ?? null, error: null, at };
    case 'CANCELED':
    case 'EXPIRED':
    case 'FAILED':
      return { outcome: 'ended', url: operation.partialDataUrl ?? operation.url ?? null, error: operation.errorCode ?? operation.status, at };
  }
}

/** Asks Shopify to end an operation. One that is over already is no error. */
export async function cancelBulk(client: AdminClient, operationGid: string): Promise<void> {
  await client.request(CANCEL_BULK, { id: operationGid });
}
