// Runs a checked document over the shop. Everything is synchronous: between two requests the shop stands still.
import { execute, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLFieldResolver, type GraphQLTypeResolver } from 'graphql';
import { deniedAccess, unapproved } from './access.ts';
import type { AnswerError } from './errors.ts';
import type { AdminRequest } from './request.ts';
import { typeNameOf } from './request.ts';
import { requireResolver } from './resolvers.ts';
import { adminSchema } from './schema.ts';

function pathOf(path: { key: string | number; prev: unknown } | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.prev as typeof path) keys.unshift(at.key);
  return keys;
}

const fieldResolver: GraphQLFieldResolver<unknown, AdminRequest> = (source, args, request, info) => {
  const typeName = info.parentType.name;
  const denied = deniedAccess(request.scopes, typeName, info.fieldName, info.returnType) ?? unapproved(request.store.protectedDataApproved, typeName, info.fieldName);
  if (denied) throw denied;
  // Only searches and lists look at the path.
  const path = 'query' in args || 'first' in args || 'last' in args ? pathOf(info.path) : [info.fieldName];
  return requireResolver(typeName, info.fieldName)(source, args as Record<string, unknown>, request, path);
};

const typeResolver: GraphQLTypeResolver<unknown, AdminRequest> = (source, _request, info) => {
  const name = typeNameOf(source);
  if (!name) throw new Error(`A source of ${String(info.returnType)} does not say what it is.`);
  return name;
};

export interface Executed {
  data: Record<string, unknown> | null;
  errors: AnswerError[];
}

export function executeDocument(document: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>, request: AdminRequest): Executed {
  const result = execute({ schema: adminSchema().schema, document, operationName, variableValues: variables, contextValue: request, fieldResolver, typeResolver }) as ExecutionResult;
  return { data: (result.data) ?? null, errors: (result.errors ?? []).map(told) };
}

function told(error: GraphQLError): AnswerError {
  const meant = error.originalError instanceof GraphQLError || error.originalError === undefined;
  const extensions = meant ? error.extensions : { code: 'BUG_OF_SIMULATED_STORE', stack: error.originalError?.stack };
  return { message: error.message, ...(error.locations ? { locations: error.locations } : {}), ...(error.path ? { path: error.path } : {}), extensions };
}
