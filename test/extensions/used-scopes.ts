// Which access scopes the app's operations need, from the scopes that Shopify's own schema file names for types and fields.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, getNamedType, type GraphQLSchema, type IntrospectionQuery, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { API_VERSION } from '../../app/shopify/api-version.ts';
import { exportQuery } from '../../app/sync/bulk/export-queries.ts';
import { root } from './read-app-toml.ts';

interface ScopeItem {
  typeName: string;
  fieldName?: string;
  offlineScopes: string[];
}

interface Schema {
  schema: GraphQLSchema;
  topics: Map<string, string>;
  /** "Type" or "Type.field" → scopes, any one of which is enough. */
  scopesOf: Map<string, string[]>;
}

export function readSchema(): Schema {
  const packed = readFileSync(path.join(root, `node_modules/@shopify/dev-mcp/dist/data/admin_${API_VERSION}.json.gz`));
  const file = JSON.parse(gunzipSync(packed).toString()) as { data: IntrospectionQuery; offline_scopes: { items: ScopeItem[] } };
  const topics = file.data.__schema.types.find(({ name }) => name === 'WebhookSubscriptionTopic');
  if (topics?.kind !== 'ENUM') throw new Error('The schema file has no webhook topics.');
  return {
    schema: buildClientSchema(file.data),
    topics: new Map(topics.enumValues.map(({ name, description }) => [name, description ?? ''])),
    scopesOf: new Map(file.offline_scopes.items.map((item) => [item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName, item.offlineScopes])),
  };
}

/** Every operation of the app: the templates marked #graphql, wherever they are, and the queries of the bulk exports. */
export function findOperations(): { file: string; source: string }[] {
  const marked = globSync('app/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/`#graphql\s([^`]*)`/g)].map(([, source = '']) => ({ file, source })),
  );
  return [...marked, ...(['customers', 'orders'] as const).map((kind) => ({ file: `the export of ${kind}`, source: exportQuery(kind, 1n) }))];
}

// "The same access level needed to mutate the owner": the schema file names no scope for these, which the app uses on customers.
const ON_CUSTOMERS = new Set(['tagsAdd', 'tagsRemove', 'metafieldsSet', 'metafieldsDelete']);

/** What each operation needs: lists of scopes, any one of which is enough. */
export function requiredScopes({ schema, scopesOf }: Schema): { by: string; anyOf: string[] }[] {
  return findOperations().flatMap(({ file, source }) => {
    const needs: { by: string; anyOf: string[] }[] = [];
    const typeInfo = new TypeInfo(schema);
    visit(
      parse(source),
      visitWithTypeInfo(typeInfo, {
        Field(node) {
          const name = node.name.value;
          const parent = typeInfo.getParentType()?.name ?? '';
          const type = getNamedType(typeInfo.getType())?.name ?? '';
          for (const key of [`${parent}.${name}`, type]) {
            const anyOf = scopesOf.get(key) ?? [];
            if (anyOf.length > 0) needs.push({ by: `${file}: ${key}`, anyOf });
          }
          if (parent === 'Mutation' && ON_CUSTOMERS.has(name)) needs.push({ by: `${file}: ${name}`, anyOf: ['write_customers'] });
        },
        InlineFragment(node) {
          const anyOf = scopesOf.get(node.typeCondition?.name.value ?? '') ?? [];
          if (anyOf.length > 0) needs.push({ by: `${file}: ${node.typeCondition?.name.value}`, anyOf });
        },
      }),
    );
    return needs;
  });
}
