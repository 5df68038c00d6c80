// One request to the Admin API, from body to answer: checks, cost, bucket, run.
import { getOperationAST, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { CostBucket } from './bucket.ts';
import { checkDocument } from './check-document.ts';
import { checkVariables, tooLongList } from './check-variables.ts';
import { operationCost } from './cost.ts';
import type { AnswerError } from './errors.ts';
import { executeDocument } from './execute.ts';
import type { AdminRequest } from './request.ts';
import { adminSchema } from './schema.ts';

/** One query may not ask for more points. */
const MOST_POINTS = 1000;
const MAX_COST_HINT =
  '\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n';

export interface GraphqlBody {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: AnswerError[];
  extensions?: Record<string, unknown>;
}

export interface Answered {
  answer: Answer;
  /** For the log and the tests. */
  outcome: 'answered' | 'refused' | 'throttled';
  requestedQueryCost: number;
  operationName: string | null;
}

/** Always HTTP 200. */
export function answerGraphql(body: GraphqlBody, request: AdminRequest, bucket: CostBucket): Answered {
  const refuse = (errors: AnswerError[]): Answered => ({ answer: { errors }, outcome: 'refused', requestedQueryCost: 0, operationName: null });
  if (typeof body.query !== 'string') return refuse([{ message: 'Required parameter missing or invalid: query', extensions: { code: 'BAD_REQUEST' } }]);
  const { schema } = adminSchema();
  const checked = checkDocument(schema, body.query);
  if ('errors' in checked) return refuse(checked.errors);
  const operationName = typeof body.operationName === 'string' && body.operationName !== '' ? body.operationName : undefined;
  const operation = getOperationAST(checked.document, operationName);
  if (!operation) return refuse([{ message: operationName ? `No operation named "${operationName}"` : 'An operation name is required' }]);
  const given = typeof body.variables === 'object' && body.variables !== null ? (body.variables as Record<string, unknown>) : {};
  const wrong = checkVariables(schema, operation, given);
  if (wrong.length > 0) return refuse(wrong);
  return run(checked.document, operation, withDefaults(operation, given), request, bucket);
}

function withDefaults(operation: OperationDefinitionNode, given: Record<string, unknown>): Record<string, unknown> {
  const values = { ...given };
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    if (values[name] === undefined && definition.defaultValue?.kind === Kind.INT) values[name] = Number(definition.defaultValue.value);
  }
  return values;
}

function run(document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>, request: AdminRequest, bucket: CostBucket): Answered {
  const { schema } = adminSchema();
  const requestedQueryCost = operationCost(schema, document, operation, variables);
  const operationName = operation.name?.value ?? null;
  const now = request.store.now();
  const cost = (actualQueryCost: number | null) => ({ cost: { requestedQueryCost, actualQueryCost, throttleStatus: bucket.status(now) } });
  const refused = (error: AnswerError, outcome: Answered['outcome'] = 'refused'): Answered => ({
    answer: { errors: [error], extensions: cost(null) },
    outcome,
    requestedQueryCost,
    operationName,
  });
  if (requestedQueryCost > MOST_POINTS) {
    const message = `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit (${MOST_POINTS}).${MAX_COST_HINT}`;
    return refused({ message, extensions: { code: 'MAX_COST_EXCEEDED', cost: requestedQueryCost, maxCost: MOST_POINTS, documentation: 'https://shopify.dev/api/usage/rate-limits' } });
  }
  if (!bucket.affords(requestedQueryCost, now)) {
    request.store.record(request.state, 'throttled', { requestedQueryCost, operationName });
    return refused({ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }, 'throttled');
  }
  const tooLong = tooLongList(schema, document, operation, variables);
  if (tooLong) {
    bucket.take(requestedQueryCost, now);
    return refused(tooLong);
  }
  const { data, errors } = executeDocument(document, operation.name?.value, variables, request);
  const actual = Math.min(requestedQueryCost, operationCost(schema, document, operation, variables, data ?? {}));
  bucket.take(actual, now);
  const answer: Answer = {
    data,
    ...(errors.length > 0 ? { errors } : {}),
    extensions: { ...cost(actual), ...(request.searches.length > 0 ? { search: request.searches } : {}) },
  };
  return { answer, outcome: 'answered', requestedQueryCost, operationName };
}
