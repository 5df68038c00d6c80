// All that the database holds, as text: every table of every schema, whatever its columns are.
import type { ShopId } from '../../app/records/db.ts';
import type { TestDatabase } from '../support/database.ts';

export interface Held {
  readonly table: string;
  readonly text: string;
}

/** @param shopId of the tables that tell shops apart, the rows of this one alone. */
export async function everythingIn(db: TestDatabase, shopId?: ShopId): Promise<Held[]> {
  const tables = await db.asOwner<{ schema: string; table: string; columns: string; of_shop: boolean }>(
    `select table_schema as schema, table_name as table, bool_or(column_name = 'shop_id') as of_shop,
       string_agg(case when udt_name = 'bytea' then format('encode(%I, ''escape'')', column_name) else format('%I::text', column_name) end, ', ' order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' group by 1, 2 order by 1, 2`,
  );
  const held: Held[] = [];
  for (const { schema, table, columns, of_shop: ofShop } of tables) {
    const rows = await db.asOwner<{ text: string }>(`select concat_ws(' | ', ${columns}) as text from "${schema}"."${table}" ${ofShop && shopId !== undefined ? `where shop_id = ${shopId}` : ''}`);
    held.push(...rows.map(({ text }) => ({ table: `${schema}.${table}`, text })));
  }
  return held;
}

/** table → what was found there. */
export function findIn(held: readonly Held[], pattern: RegExp): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const { table, text } of held) for (const [hit] of text.matchAll(pattern)) (found[table] ??= new Set()).add(hit);
  return Object.fromEntries(Object.entries(found).map(([table, hits]) => [table, [...hits].sort()]));
}
