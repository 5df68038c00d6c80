// A bulk mutation: the same document over every line of variables; each line's answer is written with its number.
import { closeSync, openSync, writeSync } from 'node:fs';
import { Kind, parse, GraphQLError, OperationTypeNode, type DocumentNode } from 'graphql';
import { checkDocument } from '../graphql/check-document.ts';
import { checkVariables } from '../graphql/check-variables.ts';
import { userError, type UserErrorShape } from '../graphql/errors.ts';
import { executeDocument } from '../graphql/execute.ts';
import type { AdminRequest } from '../graphql/request.ts';
import { adminSchema } from '../graphql/schema.ts';
import type { ExportCounts } from './write-export.ts';

const MOST_BYTES = 65_535;
const NOT_ALLOWED = new Set(['bulkOperationRunMutation', 'bulkOperationRunQuery', 'bulkOperationCancel', 'stagedUploadsCreate']);

export type CheckedBulkMutation = { document: DocumentNode } | { errors: UserErrorShape[] };

/** Text before file before concurrency (recorded). */
export function checkBulkMutation(text: string, clientIdentifier: string | null | undefined): CheckedBulkMutation {
  const refuse = (field: string[] | null, message: string, code: string | null): CheckedBulkMutation => ({ errors: [userError(field, message, code)] });
  const size = Buffer.byteLength(text);
  if (size > MOST_BYTES) return refuse(['query'], `Query is too large (${size} bytes; maximum is ${MOST_BYTES} bytes)`, 'INVALID_MUTATION');
  if (clientIdentifier != null && clientIdentifier.length < 10) return refuse(['clientIdentifier'], 'Client identifier is too short (minimum is 10 characters)', null);
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return refuse(null, `Failed to parse the mutation - ${error.message.replace(/^Syntax Error: /, 'syntax error, ')}`, 'INVALID_MUTATION');
  }
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== OperationTypeNode.MUTATION) return refuse(null, 'Invalid operation type. Only `mutation` operations are supported.', 'INVALID_MUTATION');
  const roots = operation.selectionSet.selections;
  if (roots.length !== 1) return refuse(['mutation'], 'You must specify a single top level mutation.', null);
  const root = roots[0];
  if (root?.kind !== Kind.FIELD || NOT_ALLOWED.has(root.name.value)) return refuse(['mutation'], 'You must use an allowed mutation name.', null);
  const checked = checkDocument(adminSchema().schema, text);
  if ('errors' in checked) return refuse(null, `Failed to parse the mutation - ${checked.errors[0]?.message ?? ''}`, 'INVALID_MUTATION');
  return { document };
}

export function* runMutations(document: DocumentNode, bytes: Buffer, file: string, request: AdminRequest, sliceMs: number): Generator<ExportCounts, ExportCounts> {
  const counts: ExportCounts = { objectCount: 0, rootObjectCount: 0, fileSize: 0 };
  const handle = openSync(file, 'w');
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  try {
    let sliceStart = performance.now();
    const lines = bytes.toString('utf8').split('\n').filter((line) => line.trim() !== '');
    for (const [number, line] of lines.entries()) {
      const answer = operation ? runLine(document, operation, line, request) : {};
      counts.fileSize += writeSync(handle, `${JSON.stringify({ ...answer, __lineNumber: number }).replaceAll('/', '\\/')}\n`);
      counts.objectCount += 1;
      counts.rootObjectCount += 1;
      if (performance.now() - sliceStart > sliceMs) {
        yield counts;
        sliceStart = performance.now();
      }
    }
  } finally {
    closeSync(handle);
  }
  return counts;
}

function runLine(document: DocumentNode, operation: import('graphql').OperationDefinitionNode, line: string, request: AdminRequest): Record<string, unknown> {
  let variables: Record<string, unknown>;
  try {
    variables = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { errors: [{ message: 'The line is not valid JSON.' }] };
  }
  const wrong = checkVariables(adminSchema().schema, operation, variables);
  if (wrong.length > 0) return { errors: wrong };
  const { data, errors } = executeDocument(document, undefined, variables, request);
  return { data, ...(errors.length > 0 ? { errors } : {}) };
}
