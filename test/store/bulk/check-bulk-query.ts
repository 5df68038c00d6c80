// What Shopify refuses in a bulk query, in its words (recorded).
import { getNamedType, isListType, getNullableType, Kind, parse, TypeInfo, visit, visitWithTypeInfo, GraphQLError, OperationTypeNode, type DocumentNode, type FieldNode } from 'graphql';
import { checkDocument } from '../graphql/check-document.ts';
import { userError, type UserErrorShape } from '../graphql/errors.ts';
import { adminSchema } from '../graphql/schema.ts';

const MOST_BYTES = 65_535;
const MOST_CONNECTIONS = 5;
const DEEPEST = 2;

export type CheckedBulkQuery = { document: DocumentNode } | { errors: UserErrorShape[] };

function invalid(...messages: string[]): CheckedBulkQuery {
  return { errors: messages.map((message) => userError(['query'], message, 'INVALID')) };
}

export function checkBulkQuery(text: string): CheckedBulkQuery {
  const size = Buffer.byteLength(text);
  if (size > MOST_BYTES) return invalid(`Query is too large (${size} bytes; maximum is ${MOST_BYTES} bytes)`);
  if (text.trim() === '') return invalid('Invalid bulk query: syntax error, unexpected end of file');
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return invalid(`Invalid bulk query: ${error.message.replace(/^Syntax Error: /, 'syntax error, ')}`);
  }
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== OperationTypeNode.QUERY) return invalid('Invalid operation type. Only `query` operations are supported.');
  const checked = checkDocument(adminSchema().schema, text);
  if ('errors' in checked) return invalid(...checked.errors.map((error) => `Invalid bulk query: ${error.message}`));
  const shape = shapeOf(document);
  return shape.length > 0 ? invalid(...shape) : { document };
}

interface Seen {
  field: FieldNode;
  connectionDepth: number;
}

function shapeOf(document: DocumentNode): string[] {
  const typeInfo = new TypeInfo(adminSchema().schema);
  const open: { connection: boolean; list: boolean; name: string }[] = [];
  const connections: Seen[] = [];
  const notEdges: string[] = [];
  const withoutId: string[] = [];
  const problems = new Set<string>();
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: {
        enter(node) {
          const type = typeInfo.getType();
          const name = node.name.value;
          const connection = type ? getNamedType(type).name.endsWith('Connection') : false;
          const list = !connection && name !== 'edges' && name !== 'nodes' && type ? isListType(getNullableType(type)) : false;
          if (open.length === 0 && (name === 'node' || name === 'nodes')) problems.add('The `node` and `nodes` fields are not supported in bulk queries.');
          if (connection) {
            const depth = open.filter((each) => each.connection).length;
            connections.push({ field: node, connectionDepth: depth });
            if (!node.selectionSet?.selections.some((inner) => inner.kind === Kind.FIELD && inner.name.value === 'edges')) notEdges.push(name);
            if (open.some((each) => each.list)) problems.add('Queries that contain a connection field within a list field are not currently supported.');
          }
          if (name === 'node' && open.at(-1)?.name === 'edges') checkNode(node, open.at(-2)?.name ?? '', withoutId, typeInfo);
          open.push({ connection, list, name });
        },
        leave() {
          open.pop();
        },
      },
    }),
  );
  if (connections.length === 0) problems.add('Bulk queries must contain at least one connection.');
  if (notEdges.length > 0) {
    problems.add(`All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g. 'products { edges { node {'. Invalid connection fields: '${notEdges.join("', '")}'.`);
  }
  if (connections.length > MOST_CONNECTIONS) problems.add(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
  if (connections.some((each) => each.connectionDepth > DEEPEST)) problems.add(`Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST}.`);
  if (withoutId.length > 0) {
    problems.add(`The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${withoutId.join(', ')}.`);
  }
  return [...problems];
}

/** A node that has connections below it must select its id. */
function checkNode(node: FieldNode, connectionName: string, withoutId: string[], typeInfo: TypeInfo): void {
  const parent = typeInfo.getType();
  if (!parent || !node.selectionSet) return;
  const named = getNamedType(parent);
  const fields = 'getFields' in named ? named.getFields() : {};
  const inner = node.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  const nested = inner.some((selection) => {
    const field = fields[selection.name.value];
    return field !== undefined && 'args' in field && getNamedType(field.type).name.endsWith('Connection');
  });
  if (nested && !inner.some((selection) => selection.name.value === 'id' && !selection.alias)) withoutId.push(connectionName);
}
