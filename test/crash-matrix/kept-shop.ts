// One shop that is put back as it was before every cell, here and in the simulated store, with the same numbers; and a description of
// it by which two cells can be told to have left the same behind.
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { ShopState } from '../store/model.ts';
import type { LedgerEntry } from '../store/state/ledger.ts';
import type { SimulatedStore } from '../store/store.ts';
import type { TestDatabase } from '../support/database.ts';

export interface ShopToKeep {
  readonly db: TestDatabase;
  readonly store: SimulatedStore;
  readonly shop: { readonly shopId: bigint; readonly domain: string; readonly state: ShopState };
}

export interface KeptShop {
  restore(): Promise<void>;
  /** Rows, jobs, the store's state and what the store did since; times that are new and numbers that are new count as such, not by their value. */
  describe(): Promise<string>;
}

const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00(?::00)?)?/g;
const EPOCH_MS = /(?<![\d.])1[6-9]\d{11}(?:\.\d+)?(?!\d)/g;
const NUMBER = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])|(?<!\d)\d{6,}(?!\d)/g;

/** Maps and sets written out, so that everything is looked at. */
const whole = (_key: string, value: unknown): unknown => (value instanceof Map ? { map: [...value] } : value instanceof Set ? { set: [...value] } : typeof value === 'bigint' ? String(value) : value);

/** @param base what was there before: numbers and times of it are the same in every cell. */
function withoutChance(text: string, base: ReadonlySet<string>): string {
  const renamed = new Map<string, string>();
  const rename = (number: string) => {
    if (base.has(number)) return number;
    if (!renamed.has(number)) renamed.set(number, `new${renamed.size}`);
    return renamed.get(number) ?? '';
  };
  return text.replace(TIME, (time) => (base.has(time) ? time : 'later')).replace(EPOCH_MS, (time) => (base.has(time) ? time : 'later')).replace(NUMBER, rename);
}

export async function keepShop({ db, store, shop }: ShopToKeep): Promise<KeptShop> {
  const { shopId, domain, state } = shop;
  const named = await db.asOwner<{ name: string }>(
    `select format('%I', c.table_name) as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'shop_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'shop' order by 1`,
  );
  const of: readonly (readonly [table: string, rows: string])[] = [
    ['shop', `t.shop_id = ${shopId}`],
    ['shop_session', `t.shop_domain = ${pg.escapeLiteral(domain)}`],
    ...named.map(({ name }) => [name, `t.shop_id = ${shopId}`] as const),
    ['pgboss.job', `t.data ->> 'shopId' = '${shopId}'`],
  ];
  const saved: string[] = [];
  for (const [table, rows] of of) {
    const [found] = await db.asOwner<{ all: string | null }>(`select jsonb_agg(t)::text as all from ${table} t where ${rows}`);
    if (found?.all) saved.push(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${pg.escapeLiteral(found.all)}::jsonb)`);
  }
  const sequences = await db.asOwner<{ back: string }>("select format('select setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, 1), last_value is not null) as back from pg_sequences where schemaname = 'public'");
  const back = [
    `delete from pgboss.job t where ${of.at(-1)?.[1]}`,
    `delete from "order" where shop_id = ${shopId}`,
    `delete from shop where shop_id = ${shopId}`,
    `delete from shop_session where shop_domain = ${pg.escapeLiteral(domain)}`,
    'set session_replication_role = replica',
    ...saved,
    'set session_replication_role = origin',
    ...sequences.map((sequence) => sequence.back),
  ].join(';\n');
  const stateBefore = structuredClone(state);
  const entriesBefore = store.ledger.entries.length;
  // Jobs get a number by chance and are told by what they are to do.
  const look = of.map(([table, rows]) => (table === 'pgboss.job' ? `(select 'job ' || t.name || t.state::text || t.data::text as line from ${table} t where ${rows} order by 1)` : `(select '${table.replaceAll('"', '')} ' || to_jsonb(t)::text as line from ${table} t where ${rows} order by t)`)).join(' union all ');

  async function text(): Promise<string> {
    const lines = await db.asOwner<{ line: string }>(look);
    const done = store.ledger.entries.slice(entriesBefore).filter((entry) => entry.shop === domain).map(({ kind, detail }: LedgerEntry) => JSON.stringify([kind, detail], whole));
    return [...lines.map(({ line }) => line), JSON.stringify(state, whole), ...done.sort()].join('\n');
  }

  const before = await text();
  const base = new Set([TIME, EPOCH_MS, NUMBER].flatMap((pattern) => before.match(pattern) ?? []));
  return {
    async restore() {
      await db.asOwner(back);
      Object.assign(state, structuredClone(stateBefore));
      store.ledger.entries.length = entriesBefore;
    },
    async describe() {
      return createHash('sha256').update(withoutChance(await text(), base)).digest('base64');
    },
  };
}
