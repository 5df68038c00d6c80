// Shops that have been imported and scored already. Most schedules begin with one of them, so that they spend their time on
// what comes after; each is made once, without faults, by the very same road, and put back for every schedule that uses it.
import type pg from 'pg';
import type { ShopState } from '../../store/model.ts';

export interface WarmShop {
  readonly domain: string;
  readonly nowMs: number;
  readonly state: ShopState;
  /** SQL that puts its rows back. */
  readonly rows: string;
}

async function tenantTables(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select format('%I', c.table_name) as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'shop_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'shop' order by 1`,
  );
  return ['shop', 'shop_session', ...rows.map(({ name }) => name)];
}

/** Takes down everything that is there of a shop; it is the only one of the schedules at this moment. */
export async function keepShop(owner: pg.Client, state: ShopState, nowMs: number): Promise<WarmShop> {
  const { domain } = state.shop;
  const parts: string[] = [];
  for (const table of await tenantTables(owner)) {
    const where = table === 'shop' ? 'domain = $1' : table === 'shop_session' ? 'shop_domain = $1' : 'shop_id = (select shop_id from shop where domain = $1)';
    const { rows } = await owner.query<{ all: string | null }>(`select jsonb_agg(t)::text as all from ${table} t where ${where}`, [domain]);
    const all = rows[0]?.all;
    if (all) parts.push(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${owner.escapeLiteral(all)}::jsonb)`);
  }
  return { domain, nowMs, state: structuredClone(state), rows: `set session_replication_role = replica; ${parts.join('; ')}; set session_replication_role = origin` };
}

/** Puts the shop back, here and in the store. */
export async function restoreShop(owner: pg.Client, warm: WarmShop, into: ShopState): Promise<void> {
  await owner.query(warm.rows);
  Object.assign(into, structuredClone(warm.state));
}
