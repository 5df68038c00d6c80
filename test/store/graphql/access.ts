// Which scopes a field or a type takes, read from Shopify's own notes in the schema.
import { getNamedType, type GraphQLOutputType } from 'graphql';
import { executionError } from './errors.ts';
import { adminSchema } from './schema.ts';
import type { GraphQLError } from 'graphql';

/** Shopify notes nothing on these: they take what changing their owner takes. */
export const WRITE_SCOPE_OF_OWNER: Record<string, string> = {
  Customer: 'write_customers',
  Order: 'write_orders',
  Product: 'write_products',
  DiscountNode: 'write_discounts',
  DiscountCodeNode: 'write_discounts',
};

interface Need {
  text: string;
  /** Having one of them is enough. */
  anyOf: string[];
}

const needs = new Map<string, Need | null>();

function needOf(place: string): Need | null {
  let need = needs.get(place);
  if (need !== undefined) return need;
  const text = adminSchema().requiredAccess.get(place);
  // Only plain notes are enforced ("`read_orders` access scope or …"); what comes after "Also:" speaks of staff.
  const plain = text?.split('Also:')[0] ?? '';
  const anyOf = [...plain.matchAll(/`((?:read|write)_[a-z_]+)`/g)].map((match) => match[1] ?? '');
  need = text && anyOf.length > 0 && !/ and /.test(plain) ? { text, anyOf } : null;
  needs.set(place, need);
  return need;
}

/** Who may write may read. */
export function holds(scopes: ReadonlySet<string>, scope: string): boolean {
  return scopes.has(scope) || (scope.startsWith('read_') && scopes.has(scope.replace('read_', 'write_')));
}

export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return executionError('ACCESS_DENIED', `Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess,
  });
}

/** @returns the error where the token lacks what the field, or the type it leads to, takes. */
export function deniedAccess(scopes: ReadonlySet<string>, typeName: string, fieldName: string, returns: GraphQLOutputType): GraphQLError | null {
  for (const place of [`${typeName}.${fieldName}`, reachedType(returns)]) {
    const need = needOf(place);
    if (need && !need.anyOf.some((scope) => holds(scopes, scope))) return accessDenied(fieldName, need.text.trim());
  }
  return null;
}

/** Names, addresses, phone numbers and e-mail addresses stay closed to an app that was not approved for them. */
export function unapproved(approved: boolean, typeName: string, fieldName: string): GraphQLError | null {
  const content = approved ? undefined : adminSchema().protectedContent.get(`${typeName}.${fieldName}`);
  if (content === undefined) return null;
  return executionError('ACCESS_DENIED', `This app is not approved to access the ${content} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`, {
    documentation: 'https://shopify.dev/docs/apps/launch/protected-customer-data',
  });
}

function reachedType(returns: GraphQLOutputType): string {
  const name = getNamedType(returns).name;
  return name.endsWith('Connection') ? name.slice(0, -'Connection'.length) : name;
}
