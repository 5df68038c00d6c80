// The tables and columns that the schema under prisma/ describes. Read from the text: the generated client keeps only a part.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './planted.ts';

export interface DescribedTable {
  readonly table: string;
  /** "name type nullable", as columnsOf in the test writes a real column. */
  readonly columns: readonly string[];
}

/** Prisma's types as Postgres names them. */
const typeInPostgres: Record<string, string> = { BigInt: 'int8', Int: 'int4', String: 'text', Boolean: 'bool', Json: 'jsonb', Bytes: 'bytea', Float: 'float8', Decimal: 'numeric', DateTime: 'timestamptz' };

function describeColumn(line: string): string | null {
  const [, field = '', type = '', mark = '', rest = ''] = /^\s+(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line) ?? [];
  if (!field) return null;
  const base = rest.includes('@db.Date') ? 'date' : typeInPostgres[type];
  if (!base) throw new Error(`The type ${type} of "${line.trim()}" is not known to this test.`);
  const name = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
  // Postgres does not keep whether a list may be null; Prisma has no null lists.
  return mark === '[]' ? `${name} _${base} list` : `${name} ${base} ${mark === '?' ? 'null' : 'filled'}`;
}

export function describedSchema(): DescribedTable[] {
  const text = globSync('prisma/**/*.prisma', { cwd: root }).map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  return [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, model = '', body = '']) => ({
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model,
    columns: body.split('\n').filter((line) => !/^\s*(\/\/|@@|$)/.test(line)).flatMap((line) => describeColumn(line) ?? []).sort(),
  }));
}
