// metafieldsSet: all or nothing, at most 25, with digests for those who want to be sure. And metafieldsDelete.
import { createHash } from 'node:crypto';
import type { Metafield, ShopState } from '../../model.ts';
import { nextId, parseGid } from '../../state/ids.ts';
import { accessDenied, holds, WRITE_SCOPE_OF_OWNER } from '../access.ts';
import { resolversOf, type AdminRequest } from '../request.ts';
import { findDefinition, ownerTypeOf, resolvedNamespace, type MetafieldOf } from '../types/metafield.ts';

const MOST_METAFIELDS = 25;

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

interface SetError {
  field: string[];
  message: string;
  code: string | null;
  elementIndex: number | null;
}

function ownerExists(state: ShopState, ownerGid: string): boolean {
  const parsed = parseGid(ownerGid);
  const id = parsed?.id ?? -1;
  switch (parsed?.kind) {
    case 'Customer':
      return state.customers.has(id);
    case 'Order':
      return state.orders.has(id);
    case 'Product':
      return state.products.has(id);
    case 'ProductVariant':
      return state.variants.has(id);
    case 'DiscountNode':
      return state.discounts.has(id);
    case 'Shop':
      return state.shop.id === id;
    case 'AppInstallation':
      return state.installation?.id === id;
    default:
      return false;
  }
}

/** Opaque: 64 hex digits, not the hash of the value alone (recorded). */
function digestOf(field: Pick<Metafield, 'id' | 'value'>): string {
  return createHash('sha256').update(`${field.id}:${field.value}`).digest('hex');
}

function valueProblem(type: string, value: string): string | null {
  if (value === '') return "Value can't be blank.";
  if (type === 'number_integer' && !/^-?\d+$/.test(value)) return 'Value must be an integer.';
  if (type === 'number_decimal' && !/^-?\d+(\.\d+)?$/.test(value)) return 'Value must be a decimal.';
  if (type === 'boolean' && !/^(true|false)$/.test(value)) return 'Value must be true or false.';
  if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'Value must be in YYYY-MM-DD format.';
  if (type === 'date_time' && Number.isNaN(Date.parse(value))) return 'Value must be in “YYYY-MM-DDTHH:MM:SS” format.';
  if (type !== 'json' && !type.startsWith('list.')) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    if (type === 'json') return null;
    if (!Array.isArray(parsed)) return 'Value must be a list.';
    return parsed.length > 128 ? 'Value cannot have more than 128 elements.' : null;
  } catch {
    return 'Value is invalid JSON.';
  }
}

export const metafieldMutations = resolversOf<undefined>({
  metafieldsSet: (_source, args, request) => {
    const inputs = args.metafields as SetInput[];
    if (inputs.length > MOST_METAFIELDS) {
      return {
        metafields: null,
        userErrors: [{ field: ['metafields'], message: `Exceeded the maximum metafields input limit of ${MOST_METAFIELDS}.`, code: 'LESS_THAN_OR_EQUAL_TO', elementIndex: null }],
      };
    }
    const errors = inputs.flatMap((input, place) => check(input, place, request));
    if (errors.length > 0) return { metafields: [], userErrors: errors };
    return { metafields: inputs.map((input) => write(input, request)), userErrors: [] };
  },
  metafieldsDelete: (_source, args, request) => {
    const identifiers = args.metafields as { ownerId: string; namespace: string; key: string }[];
    const deleted = identifiers.map(({ ownerId, namespace, key }) => {
      const resolved = resolvedNamespace(request.store, namespace);
      const fields = request.state.metafields.get(ownerId) ?? [];
      const left = fields.filter((field) => field.namespace !== resolved || field.key !== key);
      if (left.length === fields.length) return null;
      request.state.metafields.set(ownerId, left);
      request.store.record(request.state, 'metafield-deleted', { owner: ownerId, namespace: resolved, key });
      return { ownerId, namespace: resolved, key };
    });
    return { deletedMetafields: deleted, userErrors: [] };
  },
});

function check(input: SetInput, place: number, request: AdminRequest): SetError[] {
  const { store, state, scopes } = request;
  const error = (path: string[], message: string, code: string | null): SetError[] => [{ field: ['metafields', String(place), ...path], message, code, elementIndex: null }];
  const scope = WRITE_SCOPE_OF_OWNER[parseGid(input.ownerId)?.kind ?? ''];
  if (scope && !holds(scopes, scope)) throw accessDenied('metafieldsSet', `\`${scope}\` access scope.`);
  const namespace = resolvedNamespace(store, input.namespace);
  if (!ownerExists(state, input.ownerId)) return error(['ownerId'], 'Owner does not exist.', 'INVALID_VALUE');
  if (namespace.startsWith('app--') && !namespace.startsWith(`app--${store.appId}`)) return error([], 'Access to this namespace and key on Metafields for this resource type is not allowed.', 'APP_NOT_AUTHORIZED');
  if (namespace.length < 3) return error(['namespace'], 'Namespace is too short (minimum is 3 characters)', 'TOO_SHORT');
  if (namespace.length > 255) return error(['namespace'], 'Namespace is too long (maximum is 255 characters)', 'TOO_LONG');
  if (input.key.length < 2) return error(['key'], 'Key is too short (minimum is 2 characters)', 'TOO_SHORT');
  if (input.key.length > 64) return error(['key'], 'Key is too long (maximum is 64 characters)', 'TOO_LONG');
  const present = findField(state, input.ownerId, namespace, input.key);
  const type = typeOf(input, namespace, request) ?? present?.type;
  if (!type) return error(['type'], "Type can't be blank", 'BLANK');
  const problem = valueProblem(type, input.value);
  if (problem) return error(['value'], problem, 'INVALID_VALUE');
  if (!('compareDigest' in input)) return [];
  if (input.compareDigest != null && !present) return error([], 'The compareDigest is invalid.', 'INVALID_COMPARE_DIGEST');
  // A wrong digest beside the value that is there already changes nothing and passes (recorded).
  if (present && input.compareDigest !== present.compareDigest && input.value !== present.value) {
    return error([], 'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.', 'STALE_OBJECT');
  }
  return [];
}

function typeOf(input: SetInput, namespace: string, request: AdminRequest): string | undefined {
  return input.type ?? findDefinition(request.store, ownerTypeOf(input.ownerId), namespace, input.key)?.type;
}

function findField(state: ShopState, owner: string, namespace: string, key: string): Metafield | undefined {
  return state.metafields.get(owner)?.find((field) => field.namespace === namespace && field.key === key);
}

function write(input: SetInput, request: AdminRequest): MetafieldOf {
  const { store, state } = request;
  const namespace = resolvedNamespace(store, input.namespace);
  let field = findField(state, input.ownerId, namespace, input.key);
  if (!field) {
    const id = nextId(state, 'Metafield');
    field = { id, namespace, key: input.key, type: typeOf(input, namespace, request) ?? 'single_line_text_field', value: '', compareDigest: '', createdAt: store.now(), updatedAt: 0 };
    state.metafields.set(input.ownerId, [...(state.metafields.get(input.ownerId) ?? []), field]);
  }
  if (field.value !== input.value) {
    field.type = typeOf(input, namespace, request) ?? field.type;
    field.value = input.value;
    field.updatedAt = store.now();
    field.compareDigest = digestOf(field);
    store.record(state, 'metafield-set', { owner: input.ownerId, namespace, key: input.key, value: input.value });
  }
  return { id: field.id, field, owner: input.ownerId };
}

