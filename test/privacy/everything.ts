// All that the database holds, as text: every table of every schema, whatever its columns are.
import type { ShopId } from '../../app/records/db.ts';
import type { TestDatabase } from '../support/database.ts';

export interface Held {
  readonly table: string;
  readonly text: string;
}

interface Table {
  readonly name: string;
  readonly columns: string;
  readonly ofShop: boolean;
}

/** Looked up once for each database: no test makes tables. What is in a partition is read with its table. */
const known = new WeakMap<TestDatabase, Promise<Table[]>>();

function tablesOf(db: TestDatabase): Promise<Table[]> {
  const tables =
    known.get(db) ??
    db.asOwner<{ name: string; columns: string; ofShop: boolean }>(
      `select format('%I.%I', table_schema, table_name) as name, bool_or(column_name = 'shop_id') as "ofShop",
         string_agg(case when udt_name = 'bytea' then format('encode(%I, ''escape'')', column_name) else format('%I::text', column_name) end, ', ' order by ordinal_position) as columns
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
         and not (select relispartition from pg_class where oid = format('%I.%I', table_schema, table_name)::regclass) group by table_schema, table_name order by 1`,
    );
  known.set(db, tables);
  return tables;
}

/** @param shopId of the tables that tell shops apart, the rows of this one alone. */
export async function everythingIn(db: TestDatabase, shopId?: ShopId): Promise<Held[]> {
  const rowsOf = ({ name, columns, ofShop }: Table) => `select '${name.replaceAll('"', '')}' as table, concat_ws(' | ', ${columns}) as text from ${name} ${ofShop && shopId !== undefined ? `where shop_id = ${shopId}` : ''}`;
  return db.asOwner<{ table: string; text: string }>((await tablesOf(db)).map(rowsOf).join(' union all '));
}

/** table → what was found there. */
export function findIn(held: readonly Held[], pattern: RegExp): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const { table, text } of held) for (const [hit] of text.matchAll(pattern)) (found[table] ??= new Set()).add(hit);
  return Object.fromEntries(Object.entries(found).map(([table, hits]) => [table, [...hits].sort()]));
}
