// Every operation in the app's source, held against the schema and against what the store implements.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isInterfaceType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkDocument } from '../graphql/check-document.ts';
import { findResolver } from '../graphql/resolvers.ts';
import { adminSchema } from '../graphql/schema.ts';

const root = path.resolve(import.meta.dirname, '../../..');

interface Operation {
  file: string;
  text: string;
}

function operationsOfApp(): Operation[] {
  return globSync('app/**/*.{ts,tsx}', { cwd: root, exclude: (name) => String(name).includes('generated') }).flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/`#graphql\n([^`]*)`/g)].map((match) => ({ file, text: match[1] ?? '' })),
  );
}

/** Fields of object types that no resolver answers. */
function unanswered(text: string): string[] {
  const { schema } = adminSchema();
  const typeInfo = new TypeInfo(schema);
  const missing: string[] = [];
  visit(
    parse(text),
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const parent = typeInfo.getParentType();
        if (!parent || node.name.value.startsWith('__')) return;
        const concrete = isInterfaceType(parent) ? schema.getPossibleTypes(parent).filter((type) => findResolver(type.name, 'id')) : isObjectType(parent) ? [parent] : [];
        for (const type of concrete) if (!findResolver(type.name, node.name.value)) missing.push(`${type.name}.${node.name.value}`);
      },
    }),
  );
  return missing;
}

describe('the app’s operations', () => {
  const operations = operationsOfApp();
  test('are found', () => {
    expect(operations.length).toBeGreaterThan(5);
  });

  test.each(operations.map((operation) => [`${operation.file}: ${operation.text.trim().split(/[({]/)[0]?.trim()}`, operation] as const))('%s', (_name, { text }) => {
    expect(checkDocument(adminSchema().schema, text)).not.toHaveProperty('errors');
    expect(unanswered(text)).toEqual([]);
  });

  test('the check itself would notice', () => {
    expect(unanswered('{ customers(first: 1) { nodes { id paymentMethods(first: 1) { nodes { id } } } } }')).toEqual(['Customer.paymentMethods', 'CustomerPaymentMethod.id']);
  });
});
