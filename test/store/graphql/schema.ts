// Shopify's own published Admin schema 2026-10, and what it says about who may read what.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

interface AccessNotes {
  name: string;
  requiredAccess: string | null;
  fields: { name: string; requiredAccess: string | null; isProtected: boolean; protectedContent: string | null }[] | null;
}

export interface AdminSchema {
  schema: GraphQLSchema;
  /** "Customer" or "QueryRoot.customers" → Shopify's words on the access it takes. */
  requiredAccess: Map<string, string>;
  /** "Customer.displayName" → "name": protected customer data of level 2. */
  protectedContent: Map<string, string>;
}

let held: AdminSchema | undefined;

/** Read once per process (0.3 s). */
export function adminSchema(): AdminSchema {
  return (held ??= read());
}

function read(): AdminSchema {
  const file = path.resolve(import.meta.dirname, '../../../node_modules/@shopify/dev-mcp/dist/data/admin_2026-10.json.gz');
  const { data } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { data: IntrospectionQuery };
  const requiredAccess = new Map<string, string>();
  const protectedContent = new Map<string, string>();
  for (const type of data.__schema.types as unknown as AccessNotes[]) {
    if (type.requiredAccess) requiredAccess.set(type.name, type.requiredAccess);
    for (const field of type.fields ?? []) {
      if (field.requiredAccess) requiredAccess.set(`${type.name}.${field.name}`, field.requiredAccess);
      if (field.isProtected) protectedContent.set(`${type.name}.${field.name}`, field.protectedContent ?? 'data');
    }
  }
  return { schema: buildClientSchema(data, { assumeValid: true }), requiredAccess, protectedContent };
}
