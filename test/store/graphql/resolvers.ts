// All tables of resolvers, and the one rule for what is in none: it fails loudly.
import { bulkMutations } from '../bulk/bulk-mutations.ts';
import { bulkTypes } from '../bulk/bulk-type.ts';
import { connectionResolver, edgeResolver } from './connection.ts';
import { notImplemented } from './errors.ts';
import { discountMutations } from './mutations/discounts.ts';
import { metafieldMutations } from './mutations/metafields.ts';
import { segmentMutations } from './mutations/segments.ts';
import { tagMutations } from './mutations/tags.ts';
import { queryRoot } from './query-root.ts';
import type { Resolver, ResolverTable } from './request.ts';
import { customerTypes } from './types/customer.ts';
import { discountTypes } from './types/discount.ts';
import { metafieldTypes } from './types/metafield.ts';
import { moneyTypes } from './types/money.ts';
import { orderTypes } from './types/order.ts';
import { productTypes } from './types/product.ts';
import { shopTypes } from './types/shop.ts';

const tables: Record<string, ResolverTable> = {
  QueryRoot: queryRoot,
  Mutation: { ...tagMutations, ...metafieldMutations, ...discountMutations, ...segmentMutations, ...bulkMutations },
  ...shopTypes,
  ...moneyTypes,
  ...customerTypes,
  ...orderTypes,
  ...productTypes,
  ...discountTypes,
  ...metafieldTypes,
  ...bulkTypes,
};

/** Types whose sources are made with the schema's own field names. */
const NAMED_LIKE_SCHEMA = /(Payload|Error|UploadTarget|UploadParameter|StagedMediaUploadTarget|MetafieldIdentifier)$/;

/** @throws NOT_IMPLEMENTED_BY_SIMULATED_STORE where the store has no such field. */
export function requireResolver(typeName: string, fieldName: string): Resolver {
  const resolver = findResolver(typeName, fieldName);
  if (!resolver) throw notImplemented(`${typeName}.${fieldName}`);
  return resolver;
}

/** For the test that holds the app's operations against the store. */
export function findResolver(typeName: string, fieldName: string): Resolver | undefined {
  const own = tables[typeName]?.[fieldName];
  if (own) return own;
  if (typeName.endsWith('Connection')) return connectionResolver[fieldName];
  if (typeName.endsWith('Edge')) return edgeResolver[fieldName];
  if (!NAMED_LIKE_SCHEMA.test(typeName)) return undefined;
  return (source) => {
    const value = (source as Record<string, unknown> | null)?.[fieldName];
    if (value === undefined) throw notImplemented(`${typeName}.${fieldName}`);
    return value;
  };
}
