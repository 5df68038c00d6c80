// A shop's rows are its own, whatever the code above forgets: proven on connections that know nothing of our code.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { describedSchema } from './described-schema.ts';

const db = useDatabase({ queue: false });

/** The registry is read before a tenant is known. */
const registryTables = ['shop', 'shop_session'];

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: 'YES' | 'NO';
}

const described = describedSchema();

/** Tables of tenants, as the description of the data has them. */
const tenantTables = described.map(({ table }) => table).filter((table) => !registryTables.includes(table));

/** Too many rows for a reference that is checked row by row: app/records/inbound/lock.ts (holdShop) stands in its place, with tests of its own. */
const heldByTheirWriters = ['order'];
/** So many rows are written at once that the shop's setting is read once a statement, not once a row. */
const readOnce = ['order'];

describe('the schema', () => {
  let columns: Column[];
  beforeAll(async () => {
    columns = await db.asOwner<Column>("select table_name, column_name, udt_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name not like '\\_prisma%'");
  });

  it('of the migrations is the one that is described', () => {
    const nullable = ({ udt_name, is_nullable }: Column) => (udt_name.startsWith('_') ? 'list' : is_nullable === 'YES' ? 'null' : 'filled');
    expect([...new Set(columns.map((column) => column.table_name))].sort()).toEqual(described.map(({ table }) => table).sort());
    for (const { table, columns: wanted } of described) {
      const migrated = columns.filter((column) => column.table_name === table).map((column) => `${column.column_name} ${column.udt_name} ${nullable(column)}`);
      expect(migrated.sort(), table).toEqual(wanted);
    }
  });

  it('has the shop in every table but the registry', () => {
    const withShop = new Set(columns.filter((column) => column.column_name === 'shop_id').map((column) => column.table_name));
    expect([...tenantTables].sort()).toEqual([...withShop].filter((table) => !registryTables.includes(table)).sort());
  });

  it('starts every key of a tenant table with the shop', async () => {
    const keys = await db.asOwner<{ table: string; key: string; first: string }>(
      `select c.relname as table, i.relname as key, a.attname as first
       from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
       join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
       join pg_am m on m.oid = i.relam
       where c.relname = any($1) and m.amname <> 'hash'`,
      [tenantTables],
    );
    // An index that does not start with the shop would also let one shop's key clash with another's. One by hash has no order, and
    // cannot be unique.
    expect(keys.filter(({ first }) => first !== 'shop_id')).toEqual([]);
    expect(new Set(keys.map(({ table }) => table))).toEqual(new Set(tenantTables));
  });

  it('binds every tenant row to its shop, and names the shop in every other reference', async () => {
    const references = await db.asOwner<{ table: string; columns: string[]; target: string }>(
      `select c.relname as table, t.relname as target,
              array(select a.attname::text from unnest(k.conkey) with ordinality as u(n, i) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by i) as columns
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid where k.contype = 'f' and c.relname = any($1)`,
      [tenantTables],
    );
    expect(references.filter(({ columns: [first] }) => first !== 'shop_id')).toEqual([]);
    const bound = new Set(references.filter(({ target }) => target === 'shop').map(({ table }) => table));
    expect(bound).toEqual(new Set(tenantTables.filter((table) => !heldByTheirWriters.includes(table))));
  });

  it('has row-level security enabled and forced on every tenant table, for reading and for writing', async () => {
    const tables = await db.asOwner<{ table: string; enabled: boolean; forced: boolean }>(
      "select c.relname as table, c.relrowsecurity as enabled, c.relforcerowsecurity as forced from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname = any($1)",
      [tenantTables],
    );
    expect(tables).toHaveLength(tenantTables.length);
    expect(tables.filter(({ enabled, forced }) => !enabled || !forced)).toEqual([]);
    const policies = await db.asOwner<{ table: string; permissive: string; command: string; roles: string[]; using: string | null; check: string | null }>(
      `select tablename as table, permissive, cmd as command, roles::text[] as roles, qual as using, with_check as check from pg_policies where schemaname = 'public'`,
    );
    const rule = /^\(shop_id = \(NULLIF\(current_setting\('perennial\.shop_id'::text, true\), ''::text\)\)::bigint\)$/;
    const ruleReadOnce = /^\(shop_id = \( SELECT \(NULLIF\(current_setting\('perennial\.shop_id'::text, true\), ''::text\)\)::bigint AS "nullif"\)\)$/;
    for (const table of tenantTables) {
      const own = policies.filter((policy) => policy.table === table);
      expect(own, table).toHaveLength(1);
      expect(own[0], table).toMatchObject({ command: 'ALL', roles: ['public'] });
      expect(own[0]?.using, table).toMatch(rule);
      expect(own[0]?.check, table).toMatch(readOnce.includes(table) ? ruleReadOnce : rule);
    }
  });

  it('has no view and no function that could look past it', async () => {
    const views = await db.asOwner("select table_name from information_schema.views where table_schema = 'public'");
    const functions = await db.asOwner("select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname in ('public', 'pgboss')");
    expect({ views, functions }).toEqual({ views: [], functions: [] });
  });

  it("is used by a role that cannot go round it: no superuser, no bypass, no owner, no member of one", async () => {
    const [role] = await db.asOwner("select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'perennial_app'");
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false });
    const owned = await db.asOwner("select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'perennial_app'");
    const memberships = await db.asOwner("select g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = 'perennial_app'");
    const mayCreate = await db.asOwner("select nspname from pg_namespace where nspname in ('public', 'pgboss', 'storage') and has_schema_privilege('perennial_app', nspname, 'CREATE')");
    const mayTruncate = await db.asOwner("select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'storage') and c.relkind in ('r', 'p') and has_table_privilege('perennial_app', c.oid, 'TRUNCATE')");
    expect({ owned, memberships, mayCreate, mayTruncate }).toEqual({ owned: [], memberships: [], mayCreate: [], mayTruncate: [] });
  });
});

describe('a bare connection of the app', () => {
  let bare: pg.Client;
  let mine: bigint;
  let other: bigint;

  /** A row for every column that must be filled in, for any tenant table. */
  async function rowFor(table: string, shopId: bigint): Promise<{ names: string; values: string }> {
    const needed = await db.asOwner<{ name: string; udt: string }>(
      "select column_name as name, udt_name as udt from information_schema.columns where table_schema = 'public' and table_name = $1 and is_nullable = 'NO' and column_default is null and column_name <> 'shop_id' order by ordinal_position",
      [table],
    );
    const value: Record<string, string> = { int8: '1', int4: '1', text: "'x'", bool: 'false', jsonb: "'{}'", float8: '1', numeric: '0.1', timestamptz: 'now()', date: 'now()', bytea: "''", _text: "'{}'" };
    return {
      names: ['shop_id', ...needed.map(({ name }) => `"${name}"`)].join(', '),
      values: [shopId.toString(), ...needed.map(({ name, udt }) => value[udt] ?? `/* ${name}: ${udt} */ null`)].join(', '),
    };
  }

  beforeAll(async () => {
    mine = (await db.newShop()).shopId;
    other = (await db.newShop()).shopId;
    bare = new pg.Client({ connectionString: db.appUrl });
    await bare.connect();
    for (const table of tenantTables) {
      for (const shopId of [mine, other]) {
        const { names, values } = await rowFor(table, shopId);
        await db.asOwner(`insert into "${table}" (${names}) values (${values})`);
      }
    }
  });
  afterAll(() => bare.end());

  /** Runs `work` in a transaction with this setting, and undoes it. */
  async function within<T>(setting: string | null, work: () => Promise<T>): Promise<T> {
    await bare.query('begin');
    try {
      if (setting !== null) await bare.query("select set_config('perennial.shop_id', $1, true)", [setting]);
      return await work();
    } finally {
      await bare.query('rollback');
    }
  }

  const shopsSeen = async (table: string) => (await bare.query<{ shop_id: string }>(`select distinct shop_id from "${table}"`)).rows.map((row) => BigInt(row.shop_id));

  for (const table of tenantTables) {
    describe(table, () => {
      it('shows its own shop, and no row without one', async () => {
        expect(await within(mine.toString(), () => shopsSeen(table))).toEqual([mine]);
        expect(await within(null, () => shopsSeen(table))).toEqual([]);
        expect(await within('', () => shopsSeen(table))).toEqual([]);
        expect(await within('999999', () => shopsSeen(table))).toEqual([]);
      });

      it("cannot write, change or delete another shop's rows", async () => {
        const { names, values } = await rowFor(table, other);
        const refused = /row-level security/;
        await expect(within(mine.toString(), () => bare.query(`insert into "${table}" (${names}) values (${values}) on conflict do nothing`))).rejects.toThrow(refused);
        await expect(within(null, () => bare.query(`insert into "${table}" (${names}) values (${values})`))).rejects.toThrow(refused);
        await expect(within(mine.toString(), () => bare.query(`update "${table}" set shop_id = ${other}`))).rejects.toThrow(refused);
        expect((await within(mine.toString(), () => bare.query(`update "${table}" set shop_id = shop_id where shop_id = ${other}`))).rowCount).toBe(0);
        expect((await within(mine.toString(), () => bare.query(`delete from "${table}" where shop_id = ${other}`))).rowCount).toBe(0);
        expect((await within(null, () => bare.query(`delete from "${table}"`))).rowCount).toBe(0);
      });

      it('cannot be copied out, joined or counted past its shop', async () => {
        const counted = await within(mine.toString(), () => bare.query<{ rows: number }>(`select count(*)::int as rows from "${table}" a join "${table}" b on b.shop_id <> a.shop_id`));
        expect(counted.rows[0]?.rows).toBe(0);
        const all = await within(null, () => bare.query<{ rows: number }>(`select count(*)::int as rows from "${table}"`));
        expect(all.rows[0]?.rows).toBe(0);
        await expect(within(mine.toString(), () => bare.query(`truncate "${table}"`))).rejects.toThrow(/permission denied|must be owner/);
        await expect(within(mine.toString(), () => bare.query(`alter table "${table}" disable row level security`))).rejects.toThrow(/must be owner/);
      });
    });
  }

  it('forgets the shop at the end of its transaction', async () => {
    await within(mine.toString(), () => shopsSeen('customer'));
    expect(await shopsSeen('customer')).toEqual([]);
    await bare.query('begin');
    await bare.query("select set_config('perennial.shop_id', $1, true)", [mine.toString()]);
    await expect(bare.query('select 1/0')).rejects.toThrow(/division by zero/);
    await bare.query('rollback');
    expect(await shopsSeen('customer')).toEqual([]);
  });
});
