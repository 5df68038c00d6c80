// Three tenants with the same past under different numbers: ours, one that lives, and one that has uninstalled the app.
import type { ShopId } from '../../../app/records/db.ts';
import { seededShop } from '../../routes/support/seeded-shop.ts';
import { signIn } from '../../routes/support/signed-in.ts';
import type { TestDatabase } from '../../support/database.ts';
import type { Kind } from './entries.ts';
import { findTenantTables, inOrderOfReferences } from './tenant-rows.ts';

export interface Tenant {
  readonly shopId: ShopId;
  readonly domain: string;
  /** Something of each kind that this shop has, and no other. */
  readonly ids: Readonly<Record<Kind, string>>;
}

/** Far apart, and of as many digits as the numbers that nobody has. */
const OFFSETS = { live: 7_100_000_000_000n, gone: 7_200_000_000_000n, nobody: 7_900_000_000_000n };
const VERSION_OFFSETS = { live: 71_000, gone: 72_000, nobody: 79_000 };

/** Every row of one shop again for another, each number that names something moved by `offset`. */
async function copyRows(db: TestDatabase, from: ShopId, to: ShopId, offset: bigint, versionOffset: number): Promise<void> {
  for (const { name } of await inOrderOfReferences(db, await findTenantTables(db))) {
    const columns = await db.asOwner<{ name: string; type: string }>(
      "select column_name as name, udt_name as type from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'",
      [name],
    );
    const value = (column: { name: string; type: string }) => {
      if (column.name === 'shop_id') return `${to}`;
      if (column.name === 'version' && column.type === 'int4') return `version + ${versionOffset}`;
      if (column.name.endsWith('_id') && column.type === 'int8') return `"${column.name}" + ${offset}`;
      return `"${column.name}"`;
    };
    await db.asOwner(`insert into "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')}) overriding system value select ${columns.map(value).join(', ')} from "${name}" where shop_id = ${from}`);
  }
}

async function idsOf(db: TestDatabase, shopId: ShopId): Promise<Record<Kind, string>> {
  const [ids] = await db.asOwner<Record<Kind, string>>(
    `select (select min(customer_id)::text from churn_alert where shop_id = $1 and state = 'open') as customer, (select min(order_id)::text from "order" where shop_id = $1) as order,
            (select min(alert_id)::text from churn_alert where shop_id = $1 and state = 'open') as alert, (select max(preview_id)::text from definition_preview where shop_id = $1) as preview,
            (select max(version)::text from segment_definition where shop_id = $1) as version, (select max(tag_run_id)::text from tag_run where shop_id = $1) as run, (select domain from shop where shop_id = $1) as word`,
    [shopId],
  );
  if (!ids || Object.values(ids).some((id) => !id)) throw new Error(`The shop lacks something to ask for: ${JSON.stringify(ids)}`);
  return ids;
}

export interface ThreeShops {
  readonly own: Tenant;
  readonly live: Tenant;
  readonly gone: Tenant;
  /** What nobody has, each number of as many digits as those of the foreign shops. */
  readonly nobody: Readonly<Record<Kind, string>>;
}

/** @param furnish adds to our shop what the seed has not, before it is copied. */
export async function threeShops(db: TestDatabase, furnish: (shop: { shopId: ShopId; domain: string }) => Promise<void>): Promise<ThreeShops> {
  const ours = await seededShop(db, { shoppers: 130 });
  await furnish(ours);
  const shops = { live: await db.newShop({ domain: 'live-foreign-shop.myshopify.com' }), gone: await db.newShop({ domain: 'gone-foreign-shop.myshopify.com' }) };
  for (const kind of ['live', 'gone'] as const) {
    await copyRows(db, ours.shopId, shops[kind].shopId, OFFSETS[kind], VERSION_OFFSETS[kind]);
    await signIn(shops[kind].domain);
  }
  await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [shops.gone.shopId]);
  const tenant = async ({ shopId, domain }: { shopId: ShopId; domain: string }): Promise<Tenant> => ({ shopId, domain, ids: await idsOf(db, shopId) });
  const own = await tenant(ours);
  const far = (kind: Exclude<Kind, 'version' | 'word'>) => String(BigInt(own.ids[kind]) + OFFSETS.nobody);
  const nobody = { customer: far('customer'), order: far('order'), alert: far('alert'), preview: far('preview'), run: far('run'), version: String(Number(own.ids.version) + VERSION_OFFSETS.nobody), word: 'none-foreign-shop.myshopify.com' };
  return { own, live: await tenant(shops.live), gone: await tenant(shops.gone), nobody };
}

/** A digest of every row of these shops, their jobs and their sessions among them. */
export async function digestOf(db: TestDatabase, shops: readonly Tenant[]): Promise<Record<string, string>> {
  const ids = shops.map(({ shopId }) => shopId);
  const digest = async (name: string, from: string, values: unknown[]) => {
    const [row] = await db.asOwner<{ digest: string }>(`select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${from}`, values);
    return [name, row?.digest ?? ''] as const;
  };
  const tables = [...(await findTenantTables(db)).map(({ name }) => name), 'shop'];
  return Object.fromEntries([
    ...(await Promise.all(tables.map((name) => digest(name, `"${name}" t where shop_id = any($1)`, [ids])))),
    await digest('sessions', 'shop_session t where shop_domain = any($1)', [shops.map(({ domain }) => domain)]),
    await digest('jobs', "pgboss.job t where t.data->>'shopId' = any($1)", [ids.map(String)]),
  ]);
}
