// Turns a bulk query into direct walkers: one closure a field, no GraphQL engine per node. Half a million lines take
// seconds that way.
import { getArgumentValues, getNamedType, getNullableType, isAbstractType, isLeafType, isListType, isObjectType, Kind, type DocumentNode, type FieldNode, type GraphQLOutputType, type GraphQLObjectType, type GraphQLNamedType, type SelectionSetNode } from 'graphql';
import type { Connection } from '../graphql/connection.ts';
import { deniedAccess, unapproved } from '../graphql/access.ts';
import { requireResolver } from '../graphql/resolvers.ts';
import { adminSchema } from '../graphql/schema.ts';
import { typeNameOf, type AdminRequest } from '../graphql/request.ts';

/** Values that go on a node's own line. */
type WriteField = (source: unknown, into: Record<string, unknown>) => void;
type NodesOf = (source: unknown) => readonly unknown[];

export interface NodeWalker {
  write: WriteField[];
  children: { nodesOf: NodesOf; walker: NodeWalker }[];
}

export interface ExportPlan {
  roots: { nodesOf: () => readonly unknown[]; walker: NodeWalker }[];
  /** What the token may not read; the operation fails by it. */
  denied: string | null;
}

interface Compiling {
  document: DocumentNode;
  request: AdminRequest;
  denied: string | null;
}

/** @throws NOT_IMPLEMENTED_BY_SIMULATED_STORE where the store has no such field. */
export function compileExport(document: DocumentNode, request: AdminRequest): ExportPlan {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = adminSchema().schema.getQueryType();
  if (!operation || !root) throw new Error('A bulk query without an operation got through the checks.');
  const compiling: Compiling = { document, request, denied: null };
  const roots = fieldsOf(compiling, root, operation.selectionSet).map((field) => {
    const { nodesOf, walker } = compileConnection(compiling, root, field);
    return { nodesOf: () => nodesOf(undefined), walker };
  });
  return { roots, denied: compiling.denied };
}

function compileConnection(compiling: Compiling, parent: GraphQLObjectType, field: FieldNode): { nodesOf: NodesOf; walker: NodeWalker } {
  const definition = parent.getFields()[field.name.value];
  const type = definition ? getNamedType(definition.type) : undefined;
  if (!definition || !isObjectType(type)) throw new Error(`${parent.name}.${field.name.value} is no connection.`);
  noteAccess(compiling, parent, field, definition.type);
  const resolver = requireResolver(parent.name, field.name.value);
  // Page sizes mean nothing here: everything is exported.
  const args = { ...getArgumentValues(definition, field), first: undefined, last: undefined, unbounded: true };
  const edges = fieldsOf(compiling, type, field.selectionSet).find((each) => each.name.value === 'edges');
  const edgeType = edges ? getNamedType(type.getFields().edges?.type as GraphQLOutputType) : undefined;
  const node = edges && isObjectType(edgeType) ? fieldsOf(compiling, edgeType, edges.selectionSet).find((each) => each.name.value === 'node') : undefined;
  const nodeType = isObjectType(edgeType) ? getNamedType(edgeType.getFields().node?.type as GraphQLOutputType) : undefined;
  if (!node || !isObjectType(nodeType)) throw new Error(`The connection ${field.name.value} has no edges with nodes of one type.`);
  const { request } = compiling;
  return {
    nodesOf: (source) => (resolver(source, args, request, [field.name.value]) as Connection<unknown>).nodes,
    walker: compileNode(compiling, nodeType, node.selectionSet),
  };
}

function compileNode(compiling: Compiling, type: GraphQLObjectType, selection: SelectionSetNode | undefined): NodeWalker {
  const walker: NodeWalker = { write: [], children: [] };
  for (const field of fieldsOf(compiling, type, selection)) {
    const definition = type.getFields()[field.name.value];
    if (field.name.value !== '__typename' && definition && getNamedType(definition.type).name.endsWith('Connection')) walker.children.push(compileConnection(compiling, type, field));
    else walker.write.push(compileField(compiling, type, field));
  }
  return walker;
}

function compileField(compiling: Compiling, parent: GraphQLObjectType, field: FieldNode): WriteField {
  const key = field.alias?.value ?? field.name.value;
  if (field.name.value === '__typename') return (_source, into) => void (into[key] = parent.name);
  const definition = parent.getFields()[field.name.value];
  if (!definition) throw new Error(`${parent.name} has no field ${field.name.value}.`);
  noteAccess(compiling, parent, field, definition.type);
  const resolver = requireResolver(parent.name, field.name.value);
  const args = getArgumentValues(definition, field);
  const complete = compileValue(compiling, definition.type, field.selectionSet);
  const { request } = compiling;
  const path = [field.name.value];
  return (source, into) => void (into[key] = complete(resolver(source, args, request, path)));
}

type Complete = (value: unknown) => unknown;

function compileValue(compiling: Compiling, type: GraphQLOutputType, selection: SelectionSetNode | undefined): Complete {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const item = compileValue(compiling, nullable.ofType, selection);
    return (value) => (value == null ? null : (value as unknown[]).map(item));
  }
  if (isLeafType(nullable)) return (value) => value ?? null;
  if (isObjectType(nullable)) {
    const walker = compileNode(compiling, nullable, selection);
    if (walker.children.length > 0) throw new Error(`Connections below ${nullable.name}, which is no node, are not exported by the simulated store.`);
    return (value) => (value == null ? null : writeAll(walker, value));
  }
  const byType = new Map<string, NodeWalker>();
  return (value) => {
    if (value == null) return null;
    const name = typeNameOf(value);
    const concrete = name ? adminSchema().schema.getType(name) : undefined;
    if (!name || !isObjectType(concrete)) throw new Error(`A source of ${String(type)} does not say what it is.`);
    let walker = byType.get(name);
    if (!walker) byType.set(name, (walker = compileNode(compiling, concrete, selection)));
    return writeAll(walker, value);
  };
}

export function writeAll(walker: NodeWalker, source: unknown): Record<string, unknown> {
  const into: Record<string, unknown> = {};
  for (const write of walker.write) write(source, into);
  return into;
}

function noteAccess(compiling: Compiling, parent: GraphQLNamedType, field: FieldNode, type: GraphQLOutputType): void {
  const { scopes, store } = compiling.request;
  const denied = deniedAccess(scopes, parent.name, field.name.value, type) ?? unapproved(store.protectedDataApproved, parent.name, field.name.value);
  if (denied) compiling.denied ??= denied.message;
}

function fieldsOf(compiling: Compiling, type: GraphQLNamedType, selection: SelectionSetNode | undefined): FieldNode[] {
  const found: FieldNode[] = [];
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      found.push(node);
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT
        ? node
        : compiling.document.definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value);
    if (!fragment || !('selectionSet' in fragment)) continue;
    const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
    if (condition === undefined || applies(type, condition)) found.push(...fieldsOf(compiling, type, fragment.selectionSet));
  }
  return found;
}

function applies(type: GraphQLNamedType, condition: string): boolean {
  if (type.name === condition) return true;
  const wanted = adminSchema().schema.getType(condition);
  return isAbstractType(wanted) && isObjectType(type) && adminSchema().schema.isSubType(wanted, type);
}
