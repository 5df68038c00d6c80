// Checks the values of variables, and of literals, against their input types: unknown and missing fields, ids that are
// none, lists that are too long, input fields that are deprecated.
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  valueFromAST,
  visit,
  visitWithTypeInfo,
  TypeInfo,
  Kind,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { AnswerError } from './errors.ts';

/** Shopify's limit; a few arguments have others. */
export const MOST_LIST_ITEMS = 250;

interface Problem {
  path: (string | number)[];
  explanation: string;
}

/** @returns what is wrong with the variables; the document itself has been validated already. */
export function checkVariables(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Record<string, unknown>): AnswerError[] {
  const errors: AnswerError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    if (!type) continue;
    const value = given[name];
    if (value === undefined && definition.defaultValue) continue;
    const problems: Problem[] = [];
    collect(type, value, [], problems);
    if (problems.length === 0) continue;
    const deprecated = problems.find((problem) => problem.explanation.startsWith('Deprecated'));
    if (deprecated) {
      errors.push({ message: `$${name}.${deprecated.path.join('.')}: ${deprecated.explanation} The simulated store refuses what is deprecated.`, extensions: { code: 'DEPRECATED_IN_SIMULATED_STORE' } });
      continue;
    }
    const told = problems.map((problem) => (problem.path.length > 0 ? `${problem.path.join('.')} (${problem.explanation})` : `(${problem.explanation})`)).join(', ');
    const only = problems.length === 1 ? problems[0] : undefined;
    const badId = only?.path.length === 0 && only.explanation.startsWith('Invalid global id');
    errors.push({
      message: badId ? only.explanation : `Variable $${name} of type ${String(type)} was provided invalid value for ${told}`,
      ...(definition.loc ? { locations: [{ line: definition.loc.startToken.line, column: definition.loc.startToken.column }] } : {}),
      extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
    });
  }
  return errors;
}

function collect(type: GraphQLInputType, value: unknown, path: (string | number)[], problems: Problem[]): void {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) {
    if (isNonNullType(type)) problems.push({ path, explanation: 'Expected value to not be null' });
    return;
  }
  if (isListType(nullable)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    items.forEach((item, index) => collect(nullable.ofType, item, [...path, index], problems));
  } else if (isInputObjectType(nullable)) {
    collectFields(nullable, value, path, problems);
  } else if (isEnumType(nullable)) {
    const names = nullable.getValues().map((each) => each.name);
    if (typeof value !== 'string' || !names.includes(value)) problems.push({ path, explanation: `Expected ${JSON.stringify(value)} to be one of: ${names.join(', ')}` });
  } else if (isScalarType(nullable)) {
    const wrong = scalarProblem(nullable.name, value);
    if (wrong) problems.push({ path, explanation: wrong });
  }
}

function collectFields(type: import('graphql').GraphQLInputObjectType, value: unknown, path: (string | number)[], problems: Problem[]): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push({ path, explanation: `Expected ${JSON.stringify(value)} to be a key-value object.` });
    return;
  }
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  for (const key of Object.keys(given)) {
    const field = fields[key];
    if (!field) problems.push({ path: [...path, key], explanation: `Field is not defined on ${type.name}` });
    else if (field.deprecationReason) problems.push({ path: [...path, key], explanation: `Deprecated: ${field.deprecationReason}` });
  }
  for (const field of Object.values(fields)) {
    if (given[field.name] === undefined && field.defaultValue !== undefined) continue;
    collect(field.type, given[field.name], [...path, field.name], problems);
  }
}

function scalarProblem(name: string, value: unknown): string | null {
  if (name === 'ID') return typeof value === 'string' || typeof value === 'number' ? (/^(gid:\/\/shopify\/[A-Za-z]+\/.+|\d+)$/.test(String(value)) ? null : `Invalid global id '${String(value)}'`) : `Could not coerce value ${JSON.stringify(value)} to ID`;
  if (name === 'Int' && !(typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31)) return `Could not coerce value ${JSON.stringify(value)} to Int`;
  if (name === 'Float' && typeof value !== 'number') return `Could not coerce value ${JSON.stringify(value)} to Float`;
  if (name === 'Boolean' && typeof value !== 'boolean') return `Could not coerce value ${JSON.stringify(value)} to Boolean`;
  if (name === 'String' && typeof value !== 'string') return `Could not coerce value ${JSON.stringify(value)} to String`;
  if (name === 'DateTime' && (typeof value !== 'string' || Number.isNaN(Date.parse(value)))) return `DateTime '${String(value)}' is invalid`;
  if ((name === 'Decimal' || name === 'Money') && !/^-?\d+(\.\d+)?$/.test(String(value))) return `invalid decimal value '${String(value)}'`;
  return null;
}

/** @returns the first list argument that is longer than Shopify takes, as an error of the whole answer. */
export function tooLongList(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>): AnswerError | null {
  const typeInfo = new TypeInfo(schema);
  const root: { name: string | null } = { name: null };
  const found: { error: AnswerError | null } = { error: null };
  visit(
    operation,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const parent = typeInfo.getParentType();
        if (parent === schema.getMutationType() || parent === schema.getQueryType()) root.name = node.alias?.value ?? node.name.value;
      },
      Argument(node) {
        const type = typeInfo.getInputType();
        if (!type || found.error) return;
        const value = node.value.kind === Kind.VARIABLE ? variables[node.value.name.value] : valueFromAST(node.value, type, variables);
        const size = longestList(value, node.name.value);
        if (!size) return;
        found.error = {
          message: `The input array size of ${size.length} is greater than the maximum allowed of ${MOST_LIST_ITEMS}.`,
          path: [root.name ?? '', ...size.path],
          extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
        };
      },
    }),
  );
  return found.error;
}

function longestList(value: unknown, name: string): { length: number; path: string[] } | null {
  if (Array.isArray(value)) return value.length > MOST_LIST_ITEMS ? { length: value.length, path: [name] } : (value.map((item) => longestList(item, name)).find(Boolean) ?? null);
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = longestList(inner, key);
    if (found) return { length: found.length, path: [name, ...found.path] };
  }
  return null;
}
