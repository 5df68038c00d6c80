// A list of all ids that Shopify has, by a bulk export of its own: some 50 bytes an object. By it we find what is gone.
import { GiveUp, RetryLater } from '../../../domain/outcomes.ts';
import type { ImportKind } from '../../../records/bulk-imports.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { idOfGid } from '../../../shopify/gid.ts';
import { download } from '../../bulk/download.ts';
import { EXPORT_STATE, RECENT_EXPORTS, START_EXPORT } from '../../bulk/operations.ts';

const LOOK_MS = 5_000;
const BUSY_MS = 15_000;

/** The pass stands in the first line, so that a list whose answer was lost is found again. */
const listQuery = (passId: bigint, kind: ImportKind) => `# perennial list ${passId}\n{\n  ${kind} {\n    edges {\n      node {\n        id\n      }\n    }\n  }\n}`;

export interface StartedList {
  readonly gid: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Starts the list, or finds the one that was started. @throws RetryLater while Shopify runs as many exports as it allows. */
export async function startList(admin: AdminClient, passId: bigint, kind: ImportKind, signal: AbortSignal): Promise<StartedList> {
  const query = listQuery(passId, kind);
  const { bulkOperations } = await admin.request(RECENT_EXPORTS, {}, { signal });
  const earlier = bulkOperations.nodes.find((operation) => operation.query === query);
  if (earlier) return { gid: earlier.id, createdAt: earlier.createdAt };
  const { bulkOperationRunQuery } = await admin.request(START_EXPORT, { query }, { signal });
  const started = bulkOperationRunQuery?.bulkOperation;
  if (started) return { gid: started.id, createdAt: started.createdAt };
  const said = (bulkOperationRunQuery?.userErrors ?? []).map(({ code, message }) => `${code ?? 'no code'}: ${message}`).join('; ');
  if (/OPERATION_IN_PROGRESS|LIMIT_REACHED/.test(said)) throw new RetryLater(BUSY_MS, `Shopify is busy with other exports: ${said}`);
  throw new GiveUp(`Shopify refused the list of ${kind}: ${said}`);
}

/**
 * All ids, ascending.
 *
 * @throws RetryLater while the list is being written, or when not all of it came; GiveUp when it failed.
 */
export async function readList(admin: AdminClient, kind: ImportKind, { gid }: StartedList, signal: AbortSignal): Promise<BigInt64Array> {
  const { bulkOperation: operation } = await admin.request(EXPORT_STATE, { id: gid }, { signal });
  const status = operation?.status;
  if (status === 'CREATED' || status === 'RUNNING') throw new RetryLater(LOOK_MS, `the list of ${kind} is ${status}`);
  if (!operation || status !== 'COMPLETED') throw new GiveUp(`the list of ${kind} ended as ${status ?? 'unknown'}${operation?.errorCode ? `: ${operation.errorCode}` : ''}`);
  const objects = Number(operation.objectCount);
  if (objects === 0) return new BigInt64Array();
  if (!operation.url) throw new GiveUp(`the list of ${kind} is no longer kept`);
  const ids = new BigInt64Array(objects);
  let read = 0;
  // An incomplete list would make of everything behind it something that is gone.
  const { chunks } = await download(operation.url, 0, signal);
  try {
    for await (const id of idsOf(chunks)) {
      if (read < objects) ids[read] = id;
      read += 1;
    }
  } catch (error) {
    throw new RetryLater(LOOK_MS, `the list of ${kind} broke off after ${read} of ${objects} ids`, { cause: error });
  }
  if (read !== objects) throw new RetryLater(LOOK_MS, `of the list of ${kind} came ${read} of ${objects} ids`);
  return ids.sort();
}

async function* idsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<bigint> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* idOf(line);
  }
  yield* idOf(rest);
}

function* idOf(line: string): Generator<bigint> {
  if (line.trim() !== '') yield idOfGid((JSON.parse(line) as { id: string }).id);
}
