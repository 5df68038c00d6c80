// Metafields of whatever has them.
import { gid, isoSeconds } from '../../state/ids.ts';
import type { Metafield } from '../../model.ts';
import type { MetafieldDefinition, SimulatedStore } from '../../store.ts';
import { page } from '../connection.ts';
import { resolversOf, type AdminRequest, type Arguments, type ResolverTable } from '../request.ts';

export interface MetafieldOf {
  id: number;
  field: Metafield;
  owner: string;
}

/** "$app" and an omitted namespace mean the app's own one (recorded). */
export function resolvedNamespace(store: SimulatedStore, given: string | null | undefined): string {
  const own = `app--${store.appId}`;
  if (given === null || given === undefined || given === '$app') return own;
  return given.startsWith('$app:') ? `${own}--${given.slice('$app:'.length)}` : given;
}

const OWNER_TYPES: Record<string, string> = { Customer: 'CUSTOMER', Order: 'ORDER', Product: 'PRODUCT', ProductVariant: 'PRODUCTVARIANT', Shop: 'SHOP', AppInstallation: 'API_CLIENT', DiscountCodeNode: 'DISCOUNT', DiscountNode: 'DISCOUNT' };

export function ownerTypeOf(ownerGid: string): string {
  return OWNER_TYPES[ownerGid.split('/')[3] ?? ''] ?? 'UNKNOWN';
}

function fieldsOf(owner: string, request: AdminRequest): MetafieldOf[] {
  return (request.state.metafields.get(owner) ?? []).map((field) => ({ id: field.id, field, owner }));
}

/** The two fields that every owner of metafields has. */
export function metafieldFields<Source>(ownerOf: (source: Source, request: AdminRequest) => string) {
  return {
    metafield: (source: Source, args: Arguments, request: AdminRequest) => {
      const namespace = resolvedNamespace(request.store, args.namespace as string | null | undefined);
      return fieldsOf(ownerOf(source, request), request).find(({ field }) => field.namespace === namespace && field.key === args.key) ?? null;
    },
    metafields: (source: Source, args: Arguments, request: AdminRequest) => {
      const keys = args.keys as string[] | null | undefined;
      const namespace = args.namespace === undefined || args.namespace === null ? null : resolvedNamespace(request.store, args.namespace as string);
      const named = (field: Metafield) => keys?.some((key) => key === `${field.namespace}.${field.key}` || (namespace !== null && key === field.key)) ?? true;
      const found = fieldsOf(ownerOf(source, request), request).filter(({ field }) => (namespace === null || field.namespace === namespace) && named(field));
      return page(found, args, 'metafields');
    },
  };
}

const NUMBERS = new Set(['number_integer', 'number_decimal']);

function jsonValue(field: Metafield): unknown {
  if (field.type === 'number_integer') return Number(field.value);
  if (NUMBERS.has(field.type)) return field.value;
  if (field.type === 'boolean') return field.value === 'true';
  if (field.type === 'json' || field.type.startsWith('list.') || /^[[{]/.test(field.value)) return JSON.parse(field.value) as unknown;
  return field.value;
}

export const metafieldTypes: Record<string, ResolverTable> = {
  Metafield: resolversOf<MetafieldOf>({
    id: ({ field }) => gid('Metafield', field.id),
    legacyResourceId: ({ field }) => String(field.id),
    namespace: ({ field }) => field.namespace,
    key: ({ field }) => field.key,
    value: ({ field }) => field.value,
    jsonValue: ({ field }) => jsonValue(field),
    type: ({ field }) => field.type,
    compareDigest: ({ field }) => field.compareDigest,
    createdAt: ({ field }) => isoSeconds(field.createdAt),
    updatedAt: ({ field }) => isoSeconds(field.updatedAt),
    ownerType: ({ owner }) => ownerTypeOf(owner),
    sizeInBytes: ({ field }) => Buffer.byteLength(field.value),
    definition: ({ field, owner }, _args, request) => findDefinition(request.store, ownerTypeOf(owner), field.namespace, field.key) ?? null,
  }),
  MetafieldDefinition: resolversOf<MetafieldDefinition>({
    id: (d) => gid('MetafieldDefinition', d.id),
    name: (d) => d.name,
    namespace: (d) => d.namespace,
    key: (d) => d.key,
    description: (d) => d.description,
    ownerType: (d) => d.ownerType,
    type: (d) => d,
    pinnedPosition: () => null,
  }),
  MetafieldDefinitionType: resolversOf<MetafieldDefinition>({ name: (d) => d.type }),
};

export function findDefinition(store: SimulatedStore, ownerType: string, namespace: string, key: string): MetafieldDefinition | undefined {
  return store.metafieldDefinitions.find((d) => d.ownerType === ownerType && d.namespace === namespace && d.key === key);
}

export function definitionPage(args: Arguments, request: AdminRequest) {
  const namespace = args.namespace == null ? null : resolvedNamespace(request.store, args.namespace as string);
  const found = request.store.metafieldDefinitions.filter((d) => d.ownerType === args.ownerType && (namespace === null || d.namespace === namespace) && (args.key == null || d.key === args.key));
  return page(found, args, 'metafieldDefinitions');
}
