// What a document costs, by the formula derived from 8,026 recorded requests (recorded-answers, section 2): an object 1,
// a connection 2 + weight(first) × Σ over `nodes` and `edges.node` of (1 + what is below), a mutation 10, a root count 10.
import {
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Objects that cost nothing themselves. */
const FREE = new Set(['MoneyBag', 'MoneyV2', 'Count', 'PageInfo', 'CustomerEmailMarketingConsentState', 'CustomerSmsMarketingConsent', 'CustomerWhatsAppMarketingConsent']);

interface Weighing {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** ⌊2·ln n⌋, at least 1; 0 for n = 0. */
export function connectionWeight(size: number): number {
  return size <= 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)));
}

/** Over what came back. Chosen to meet what was recorded: 5 asked and 1 found made 5 → 4, two empty lists of 5 made 8 → 4. */
function returnedWeight(size: number, requested: number): number {
  return Math.min(connectionWeight(requested), Math.max(1, size + 1));
}

export function operationCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>, data?: unknown): number {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const weighing = { schema, fragments, variables };
  const root = operation.operation === OperationTypeNode.MUTATION ? schema.getMutationType() : schema.getQueryType();
  if (!root) return 1;
  let total = 0;
  for (const { field, type } of fieldsOf(weighing, root, operation.selectionSet)) {
    if (data === undefined) total += rootCost(weighing, operation.operation, type, field, undefined);
    else total += rootCost(weighing, operation.operation, type, field, valueAt(data, field));
  }
  return Math.max(1, total);
}

function valueAt(data: unknown, field: FieldNode): unknown {
  if (typeof data !== 'object' || data === null) return null;
  return (data as Record<string, unknown>)[field.alias?.value ?? field.name.value] ?? null;
}

function rootCost(w: Weighing, kind: string, parent: GraphQLNamedType, field: FieldNode, value: unknown): number {
  if (kind === 'mutation') {
    // The payload and what stands directly in it are part of the 10.
    const payload = returnType(w, parent, field);
    const base = 10 + distinctOwners(w, parent, field);
    if (!payload || !field.selectionSet) return base;
    return base + Math.max(0, ...perBranch(w, payload, field.selectionSet, value, (type, inner, below) => payloadCost(w, type, inner, below)));
  }
  if (field.name.value.endsWith('Count')) return 10;
  return fieldCost(w, parent, field, value);
}

/** metafieldsSet costs 1 more for each owner in it (changelog, 15 September 2026: "Dynamic complexity cost for metafieldsSet"). */
function distinctOwners(w: Weighing, parent: GraphQLNamedType, field: FieldNode): number {
  if (field.name.value !== 'metafieldsSet' || !isObjectType(parent)) return 0;
  const definition = parent.getFields()[field.name.value];
  const { metafields } = definition ? getArgumentValues(definition, field, w.variables) : {};
  return new Set((metafields as { ownerId: string }[]).map(({ ownerId }) => ownerId)).size;
}

function payloadCost(w: Weighing, parent: GraphQLNamedType, field: FieldNode, value: unknown): number {
  if (field.name.value === 'userErrors' || value === null) return 0;
  return Math.max(0, fieldCost(w, parent, field, value) - (isConnection(returnType(w, parent, field)) ? 0 : 1));
}

function isConnection(type: GraphQLNamedType | undefined): boolean {
  return type?.name.endsWith('Connection') ?? false;
}

function returnType(w: Weighing, parent: GraphQLNamedType, field: FieldNode): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const definition = parent.getFields()[field.name.value];
  return definition ? getNamedType(definition.type) : undefined;
}

function fieldCost(w: Weighing, parent: GraphQLNamedType, field: FieldNode, value: unknown): number {
  const type = returnType(w, parent, field);
  if (!type || !field.selectionSet || value === null) return 0;
  if (isConnection(type)) return connectionCost(w, type, field, value);
  const free = FREE.has(type.name) || (type.name === 'MailingAddress' && parent.name === 'Customer');
  const own = free ? 0 : 1;
  if (Array.isArray(value)) return own + Math.max(0, ...value.map((item: unknown) => selectionCost(w, type, field.selectionSet, item)));
  return own + selectionCost(w, type, field.selectionSet, value);
}

function connectionCost(w: Weighing, type: GraphQLNamedType, field: FieldNode, value: unknown): number {
  const requested = pageSize(w, field);
  let total = 2;
  for (const { field: inner, type: innerParent } of fieldsOf(w, type, field.selectionSet)) {
    if (inner.name.value === 'nodes') total += nodesCost(w, innerParent, inner, requested, value === undefined ? undefined : valueAt(value, inner));
    if (inner.name.value !== 'edges') continue;
    const edge = returnType(w, innerParent, inner);
    const edges = value === undefined ? undefined : valueAt(value, inner);
    for (const { field: node, type: edgeType } of edge ? fieldsOf(w, edge, inner.selectionSet) : []) {
      if (node.name.value !== 'node') continue;
      const nodes = Array.isArray(edges) ? edges.map((item: unknown) => valueAt(item, node)) : undefined;
      total += nodesCost(w, edgeType, node, requested, nodes);
    }
  }
  return total;
}

function nodesCost(w: Weighing, parent: GraphQLNamedType, field: FieldNode, requested: number, nodes: unknown): number {
  const type = returnType(w, parent, field);
  if (!type) return 0;
  if (!Array.isArray(nodes)) return connectionWeight(requested) * (1 + selectionCost(w, type, field.selectionSet, undefined));
  const dearest = Math.max(0, ...nodes.map((node: unknown) => selectionCost(w, type, field.selectionSet, node)));
  return returnedWeight(nodes.length, requested) * (1 + dearest);
}

function pageSize(w: Weighing, field: FieldNode): number {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument.value.kind === Kind.VARIABLE) return Number(w.variables[argument.value.name.value] ?? 0);
  }
  return 0;
}

/** Of a union or an interface the dearest branch counts. */
function selectionCost(w: Weighing, type: GraphQLNamedType, selection: SelectionSetNode | undefined, value: unknown): number {
  if (!selection || value === null) return 0;
  return Math.max(0, ...perBranch(w, type, selection, value, (parent, field, below) => fieldCost(w, parent, field, below)));
}

function perBranch(w: Weighing, type: GraphQLNamedType, selection: SelectionSetNode, value: unknown, cost: (parent: GraphQLNamedType, field: FieldNode, value: unknown) => number): number[] {
  const branches = new Map<string, number>();
  let common = 0;
  for (const { field, type: parent } of fieldsOf(w, type, selection)) {
    const below = value === undefined ? undefined : valueAt(value, field);
    const points = cost(parent, field, below);
    if (parent === type || !isAbstractType(type)) common += points;
    else branches.set(parent.name, (branches.get(parent.name) ?? 0) + points);
  }
  return branches.size === 0 ? [common] : [...branches.values()].map((points) => points + common);
}

function fieldsOf(w: Weighing, type: GraphQLNamedType, selection: SelectionSetNode | undefined): { field: FieldNode; type: GraphQLNamedType }[] {
  const found: { field: FieldNode; type: GraphQLNamedType }[] = [];
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      found.push({ field: node, type });
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? w.fragments.get(node.name.value) : node;
    const condition = fragment?.typeCondition?.name.value;
    const inner = condition ? w.schema.getType(condition) : type;
    if (fragment && inner) found.push(...fieldsOf(w, inner, fragment.selectionSet));
  }
  return found;
}
