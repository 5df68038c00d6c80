// bulkOperationRunQuery, bulkOperationRunMutation, bulkOperationCancel and stagedUploadsCreate.
import { parseGid, gid } from '../state/ids.ts';
import { userError, executionError, notImplemented } from '../graphql/errors.ts';
import { resolversOf, type AdminRequest } from '../graphql/request.ts';
import { bulkFilePath } from './bulk-files.ts';
import { checkBulkQuery } from './check-bulk-query.ts';
import { compileExport } from './compile-export.ts';
import { checkBulkMutation, runMutations } from './run-bulk-mutation.ts';
import { createOperation, end, MOST_RUNNING, bulkSettings, runningOf, startOperation } from './run-bulk.ts';
import { uploadsOf } from './staged-uploads.ts';
import { writeExport } from './write-export.ts';

const LARGEST_FILE_BYTES = 100 * 1024 * 1024;

function busy(request: AdminRequest, type: 'QUERY' | 'MUTATION', code: string) {
  const running = runningOf(request.state, type);
  if (running.length < MOST_RUNNING) return null;
  const ids = running.map((operation) => gid('BulkOperation', operation.id)).join(', ');
  return { bulkOperation: null, userErrors: [userError(null, `A bulk ${type.toLowerCase()} operation for this app and shop is already in progress: ${ids}.`, code)] };
}

export const bulkMutations = resolversOf<undefined>({
  bulkOperationRunQuery: (_source, args, request) => {
    const text = String(args.query);
    const checked = checkBulkQuery(text);
    if ('errors' in checked) return { bulkOperation: null, userErrors: checked.errors };
    const refused = busy(request, 'QUERY', 'OPERATION_IN_PROGRESS');
    if (refused) return refused;
    const plan = compileExport(checked.document, request);
    const operation = createOperation(request.store, request.state, 'QUERY', text);
    if (plan.denied) {
      operation.errorCode = 'ACCESS_DENIED';
      request.later(() => end(request.store, request.state, operation, 'FAILED', null), bulkSettings(request.store).delayMs);
    } else {
      const file = `bulk-${operation.id}.jsonl`;
      // With groupObjects children follow their parent in any case.
      const scatterSeed = args.groupObjects === true ? null : bulkSettings(request.store).scatterSeed;
      startOperation(operation, request, file, () => writeExport(plan, bulkFilePath(file), scatterSeed, bulkSettings(request.store).sliceMs));
    }
    return { bulkOperation: { ...operation }, userErrors: [] };
  },
  bulkOperationRunMutation: (_source, args, request) => {
    const mutation = String(args.mutation);
    const checked = checkBulkMutation(mutation, args.clientIdentifier as string | null | undefined);
    if ('errors' in checked) return { bulkOperation: null, userErrors: checked.errors };
    const uploaded = uploadsOf(request.state).get(String(args.stagedUploadPath));
    if (uploaded?.bytes == null) {
      return { bulkOperation: null, userErrors: [userError(null, "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.", 'NO_SUCH_FILE')] };
    }
    if (uploaded.bytes.length === 0) return { bulkOperation: null, userErrors: [userError(null, 'The input file is empty.', 'INVALID_STAGED_UPLOAD_FILE')] };
    if (uploaded.bytes.length > LARGEST_FILE_BYTES) {
      return { bulkOperation: null, userErrors: [userError(null, 'The input file size exceeds the maximum allowed size of 100 MB.', 'INVALID_STAGED_UPLOAD_FILE')] };
    }
    const refused = busy(request, 'MUTATION', 'OPERATION_IN_PROGRESS');
    if (refused) return refused;
    const operation = createOperation(request.store, request.state, 'MUTATION', mutation);
    const file = `bulk-${operation.id}.jsonl`;
    const { bytes } = uploaded;
    startOperation(operation, request, file, () => runMutations(checked.document, bytes, bulkFilePath(file), request, bulkSettings(request.store).sliceMs));
    return { bulkOperation: { ...operation }, userErrors: [] };
  },
  bulkOperationCancel: (_source, args, { state }) => {
    const parsed = parseGid(String(args.id));
    if (parsed?.kind !== 'BulkOperation') throw executionError('RESOURCE_NOT_FOUND', `Invalid id: ${String(args.id)}`);
    const operation = state.bulkOperations.get(parsed.id);
    if (!operation) return { bulkOperation: null, userErrors: [userError(['id'], 'Bulk operation does not exist')] };
    if (operation.status === 'CREATED' || operation.status === 'RUNNING') operation.status = 'CANCELING';
    else if (operation.status === 'COMPLETED') return { bulkOperation: operation, userErrors: [userError(null, 'A bulk operation cannot be canceled when it is completed')] };
    return { bulkOperation: operation, userErrors: [] };
  },
  stagedUploadsCreate: (_source, args, { store, state, origin }) => {
    const inputs = args.input as { filename: string; mimeType: string; resource: string; httpMethod?: string }[];
    const stagedTargets = inputs.map((input) => {
      if (input.resource !== 'BULK_MUTATION_VARIABLES') throw notImplemented(`stagedUploadsCreate for ${input.resource}`);
      const key = `tmp/${state.shop.id}/bulk/${store.randomHex(16)}/${input.filename}`;
      uploadsOf(state).set(key, { bytes: null });
      if (input.httpMethod !== 'POST') {
        const url = `${origin}/staged-uploads/${key}?Expires=604800`;
        return { url, resourceUrl: url.split('?')[0], parameters: [{ name: 'content_type', value: input.mimeType }, { name: 'acl', value: 'private' }] };
      }
      const url = `${origin}/staged-uploads/`;
      const parameters = { 'Content-Type': input.mimeType, success_action_status: '201', acl: 'private', key, policy: 'simulated', 'x-goog-signature': 'simulated' };
      return { url, resourceUrl: url, parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })) };
    });
    return { stagedTargets, userErrors: [] };
  },
});
