// Tables of tenants as the catalogue has them, and a row for any of them: a new table is probed without being named here.
import type { TestDatabase } from '../../support/database.ts';

export interface TenantTable {
  readonly name: string;
  /** Columns that have to be filled in, and those of every unique key, in order; the shop comes first. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly primaryKey: readonly string[];
}

/** Read before a tenant is known: not a tenant's own. */
const REGISTRY = ['shop', 'shop_session'];

export async function findTenantTables(db: TestDatabase): Promise<TenantTable[]> {
  const columns = await db.asOwner<{ table: string; name: string; type: string; primary: boolean }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
            exists (select 1 from pg_index x where x.indrelid = c.oid and x.indisprimary and a.attnum = any(x.indkey)) as primary
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all($1)
       and exists (select 1 from pg_attribute s where s.attrelid = c.oid and s.attname = 'shop_id')
       and ((a.attnotnull and not a.atthasdef and a.attidentity = '') or exists (select 1 from pg_index x where x.indrelid = c.oid and x.indisunique and a.attnum = any(x.indkey)))
     order by c.relname, a.attname <> 'shop_id', a.attnum`,
    [REGISTRY],
  );
  return [...Map.groupBy(columns, ({ table }) => table)].map(([name, of]) => ({ name, columns: of, primaryKey: of.filter(({ primary }) => primary).map((column) => column.name) }));
}

const VALUES: readonly [RegExp, string][] = [
  [/\[\]$/, "'{}'"],
  [/^(bigint|integer|smallint|double|real)/, '1'],
  [/^numeric/, '0.1'],
  [/^(text|character)/, "'x'"],
  [/^boolean/, 'false'],
  [/^json/, "'{}'"],
  [/^(timestamp|date)/, "'2026-01-01'"],
  [/^bytea/, "''"],
  [/^uuid/, "'00000000-0000-4000-8000-000000000000'"],
];

/** The same row for every shop, but for the shop: a key of one is a key of the other. */
export function insertOf({ name, columns }: TenantTable, shopId: bigint): string {
  const values = columns.map((column) => {
    if (column.name === 'shop_id') return String(shopId);
    const value = VALUES.find(([type]) => type.test(column.type))?.[1];
    if (!value) throw new Error(`${name}.${column.name}: no value is known for the type ${column.type}.`);
    return value;
  });
  return `insert into "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')}) overriding system value values (${values.join(', ')})`;
}

/** Parents before children. */
export async function inOrderOfReferences(db: TestDatabase, tables: readonly TenantTable[]): Promise<TenantTable[]> {
  const references = await db.asOwner<{ table: string; target: string }>(
    "select c.relname as table, t.relname as target from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid where k.contype = 'f' and c.oid <> t.oid",
  );
  const ordered: TenantTable[] = [];
  while (ordered.length < tables.length) {
    const ready = tables.filter((table) => !ordered.includes(table) && references.every(({ table: child, target }) => child !== table.name || REGISTRY.includes(target) || ordered.some(({ name }) => name === target)));
    if (ready.length === 0) throw new Error('The references of the tables go round in a circle.');
    ordered.push(...ready);
  }
  return ordered;
}
