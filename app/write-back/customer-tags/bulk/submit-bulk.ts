// Starts the bulk mutation of an uploaded file, once: where an answer was lost, the operation is looked for before another
// is started. Shopify echoes the text of an operation exactly (recorded), so a comment in it tells ours from all others.
import { AskMerchant, RetryLater } from '../../../domain/outcomes.ts';
import { noteRefused, noteRunning, noteSubmitting, type TagBulk } from '../../../records/write-back/tag-bulks.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { ADD_TAGS, REMOVE_TAGS } from '../tag-operations.ts';

const RUN_BULK = `#graphql
  mutation runTagBulk($mutation: String!, $stagedUploadPath: String!) {
    bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $stagedUploadPath) {
      bulkOperation {
        id
      }
      userErrors {
        field
        message
        code
      }
    }
  }
` as const;

const RECENT_BULKS = `#graphql
  query recentTagBulks {
    bulkOperations(first: 50, query: "operation_type:mutation") {
      nodes {
        id
        query
      }
    }
  }
` as const;

/** A submission whose answer was lost may still begin this much later; before that none is started in its place. */
const LATE_START_MS = 15_000;

/** The mutation, with the mark that names its place in the run. */
export function markedMutation({ tagRunId, part, direction }: Pick<TagBulk, 'tagRunId' | 'part' | 'direction'>): string {
  return `${(direction === 'add' ? ADD_TAGS : REMOVE_TAGS).trim()}\n# perennial tag run ${tagRunId}, part ${part}, ${direction}\n`;
}

async function findSubmitted(client: AdminClient, bulk: TagBulk): Promise<string | null> {
  const { bulkOperations } = await client.request(RECENT_BULKS);
  const text = markedMutation(bulk).trim();
  return bulkOperations.nodes.find(({ query }) => query.trim() === text)?.id ?? null;
}

/** @throws RetryLater while Shopify has no room for another operation, or a lost submission may still begin. */
export async function submitBulk(client: AdminClient, bulk: TagBulk): Promise<void> {
  if (bulk.submittedAt) {
    const found = await findSubmitted(client, bulk);
    if (found) return noteRunning(bulk, found);
    const leftMs = bulk.submittedAt.getTime() + LATE_START_MS - Date.now();
    if (leftMs > 0) throw new RetryLater(leftMs, 'a bulk mutation may still begin');
  }
  await noteSubmitting(bulk);
  const { bulkOperationRunMutation: payload } = await client.request(RUN_BULK, { mutation: markedMutation(bulk), stagedUploadPath: bulk.stagedPath ?? '' });
  if (payload?.bulkOperation) return noteRunning(bulk, payload.bulkOperation.id);
  const [error] = payload?.userErrors ?? [];
  switch (error?.code) {
    case 'OPERATION_IN_PROGRESS':
    case 'LIMIT_REACHED':
      throw new RetryLater(5_000, `Shopify runs as many bulk mutations as it may: ${error.message}`);
    case 'NO_SUCH_FILE':
    case 'INVALID_STAGED_UPLOAD_FILE':
    case 'INTERNAL_FILE_SERVER_ERROR':
      await noteRefused(bulk, error.code);
      throw new RetryLater(5_000, `Shopify could not read the file: ${error.message}`);
    default:
      if (/access|scope/i.test(error?.message ?? '')) throw new AskMerchant('missing-scope', error?.message ?? '');
      throw new Error(`Shopify refused the bulk mutation: ${error?.code ?? 'no code'} ${error?.message ?? ''}`);
  }
}
