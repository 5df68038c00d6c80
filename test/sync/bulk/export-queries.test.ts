import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type IntrospectionQuery, NoDeprecatedCustomRule, parse, specifiedRules, validate, visit, TypeInfo, visitWithTypeInfo, getNamedType } from 'graphql';
import { expect, it } from 'vitest';
import { API_VERSION } from '../../../app/shopify/api-version.ts';
import { exportQuery, isExportOf } from '../../../app/sync/bulk/export-queries.ts';

const packed = readFileSync(new URL(`../../../node_modules/@shopify/dev-mcp/dist/data/admin_${API_VERSION}.json.gz`, import.meta.url));
const introspection = JSON.parse(gunzipSync(packed).toString()) as { data: unknown };
const schema = buildClientSchema(introspection.data as IntrospectionQuery);

/** What Shopify adds to the introspection. */
interface Described {
  __schema: { types: { name: string; fields: { name: string; protectedContent?: unknown }[] | null; requiredAccess?: string | null }[] };
}
const described = (introspection.data as Described).__schema.types;

it.each(['customers', 'orders'] as const)('the export of %s is valid, not deprecated, and needs no scope but those two and no personal field', (kind) => {
  const document = parse(exportQuery(kind, 1n));
  expect(validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule])).toEqual([]);
  const scopes = new Set<string>();
  const personal: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = described.find(({ name }) => name === info.getParentType()?.name);
        const field = parent?.fields?.find(({ name }) => name === node.name.value);
        if (field?.protectedContent) personal.push(node.name.value);
        const type = info.getType();
        const access = described.find(({ name }) => type && name === getNamedType(type).name)?.requiredAccess;
        for (const [, scope = ''] of access?.matchAll(/`(\w+)`/g) ?? []) scopes.add(scope);
      },
    }),
  );
  expect(personal).toEqual([]);
  expect([...scopes].filter((scope) => !['read_customers', 'read_orders', 'read_marketplace_orders', 'read_quick_sale', 'read_draft_orders'].includes(scope))).toEqual([]);
});

it('an export is recognised by its own import only', () => {
  expect([isExportOf(1n, exportQuery('orders', 1n)), isExportOf(1n, exportQuery('orders', 11n)), isExportOf(1n, '{ orders { edges { node { id } } } }')]).toEqual([true, false, false]);
});
