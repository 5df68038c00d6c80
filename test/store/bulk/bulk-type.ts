// The bulk operation as GraphQL shows it: counters are strings.
import type { BulkOperation } from '../model.ts';
import { gid, isoSeconds } from '../state/ids.ts';
import { resolversOf, type ResolverTable } from '../graphql/request.ts';
import { bulkFileUrl } from './bulk-files.ts';

export const bulkTypes: Record<string, ResolverTable> = {
  BulkOperation: resolversOf<BulkOperation>({
    id: (b) => gid('BulkOperation', b.id),
    type: (b) => b.type,
    status: (b) => b.status,
    query: (b) => b.query,
    createdAt: (b) => isoSeconds(b.createdAt),
    completedAt: (b) => (b.completedAt === null ? null : isoSeconds(b.completedAt)),
    errorCode: (b) => b.errorCode,
    objectCount: (b) => String(b.objectCount),
    rootObjectCount: (b) => String(b.rootObjectCount),
    fileSize: (b) => (b.fileSize === null ? null : String(b.fileSize)),
    url: (b, _args, request) => (b.status === 'COMPLETED' && b.file !== null ? bulkFileUrl(b, request.origin) : null),
    partialDataUrl: (b, _args, request) => (b.status === 'FAILED' && b.file !== null ? bulkFileUrl(b, request.origin) : null),
  }),
};
