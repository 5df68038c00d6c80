// The customers list: filtered, ordered and paged by the database, by key and not by offset, so that every customer is on
// exactly one page and a page deep in the list costs what the first one costs.
import { Prisma } from '@prisma/client';
import type { LifecycleStage, RfmGroup, ValueTier } from '../../../domain/glossary.ts';
import { inShop, type ShopId } from '../../db.ts';
import { joinByHashingWithin } from '../../inbound/lock.ts';
import { type Cursor, cursorText, type ListQuery, type Sort } from './list-query.ts';

export const CUSTOMERS_PER_PAGE = 50;

export interface CustomerRow {
  readonly customerId: string;
  /** The fields below are null for a customer without scores. */
  readonly orders: number | null;
  readonly valueMinor: number | null;
  /** Calendar day of the shop, YYYY-MM-DD. */
  readonly lastOrderOn: string | null;
  readonly rfmGroup: RfmGroup | null;
  readonly valueTier: ValueTier | null;
  readonly lifecycleStage: LifecycleStage | null;
  readonly riskScore: number | null;
  readonly alertOpen: boolean;
  readonly optedOut: boolean;
}

export interface CustomersPage {
  readonly rows: readonly CustomerRow[];
  /** Customers that the filters let through, on all pages. */
  readonly matching: number;
  readonly previous: string | null;
  readonly next: string | null;
}

// A missing value stands below every real one, so that one comparison orders all rows.
const sortValue: Record<Sort, Prisma.Sql> = {
  value: Prisma.sql`coalesce(s.value_minor, -1)::float8`,
  orders: Prisma.sql`coalesce(s.orders, -1)::float8`,
  lastOrder: Prisma.sql`coalesce(s.last_order_on - date '1970-01-01', -1)::float8`,
  risk: Prisma.sql`coalesce(s.risk_score, -1)::float8`,
  expectedValue: Prisma.sql`coalesce(s.expected_value_minor, -1)::float8`,
};

const from = Prisma.sql`
  from customer c
  left join customer_score s on s.shop_id = c.shop_id and s.customer_id = c.customer_id
  left join churn_alert a on a.shop_id = c.shop_id and a.customer_id = c.customer_id and a.state = 'open'`;

// As meanColumn of the domain has it, with the weight of the last run: the mean in halves, doubled. Exact, for the weights are halves.
const frequencyWeight = Prisma.sql`coalesce((select (r.model->'season'->>'frequencyWeight')::float8 from scoring_run r where r.finished_at is not null and r.error is null order by r.run_id desc limit 1), 1)`;
const twiceMean = Prisma.sql`floor(2 * (${frequencyWeight} * s.frequency_score + s.monetary_score) / (${frequencyWeight} + 1))`;

/** @param only the customers a search found; undefined means no search */
function conditions(query: ListQuery, only: readonly bigint[] | undefined): Prisma.Sql[] {
  const all = [Prisma.sql`c.merged_into_id is null`];
  if (only) all.push(Prisma.sql`c.customer_id = any(${[...only]}::bigint[])`);
  if (query.group) all.push(Prisma.sql`s.rfm_group = ${query.group}`);
  if (query.tier) all.push(Prisma.sql`s.value_tier = ${query.tier}`);
  if (query.stage) all.push(Prisma.sql`s.lifecycle_stage = ${query.stage}`);
  if (query.riskAbove !== undefined) all.push(Prisma.sql`s.risk_score > ${query.riskAbove}`);
  if (query.recency) all.push(Prisma.sql`s.recency_score = ${query.recency}`);
  if (query.fm) all.push(Prisma.sql`${twiceMean} between ${query.fm.from * 2}::int and ${query.fm.to * 2}::int and s.recency_score > 0`);
  if (query.alert) all.push(Prisma.sql`a.alert_id is not null`);
  if (query.differs) all.push(Prisma.sql`replace(lower(c.shopify_rfm_group), '_', '-') <> s.rfm_group`);
  if (query.scoring) all.push(Prisma.sql`c.scoring_opt_out`);
  return all;
}

interface RawRow {
  customerId: bigint;
  sortValue: number;
  orders: number | null;
  valueMinor: number | null;
  lastOrderOn: string | null;
  rfmGroup: RfmGroup | null;
  valueTier: ValueTier | null;
  lifecycleStage: LifecycleStage | null;
  riskScore: number | null;
  alertOpen: boolean;
  optedOut: boolean;
}

/** @param only customers that a search by name found; the list is cut down to them */
export async function readCustomersPage(shopId: ShopId, query: ListQuery, only?: readonly bigint[]): Promise<CustomersPage> {
  const backwards = query.before !== undefined && query.after === undefined;
  const place: Cursor | undefined = query.after ?? query.before;
  const ascending = (query.order === 'asc') !== backwards;
  const by = sortValue[query.sort];
  const where = conditions(query, only);
  const beyond = place
    ? [ascending ? Prisma.sql`(${by}, c.customer_id) > (${place.value}::float8, ${place.customerId}::bigint)` : Prisma.sql`(${by}, c.customer_id) < (${place.value}::float8, ${place.customerId}::bigint)`]
    : [];
  const direction = ascending ? Prisma.sql`asc` : Prisma.sql`desc`;

  return inShop(shopId, async (tx) => {
    await joinByHashingWithin(tx);
    const [{ matching }] = await tx.$queryRaw<[{ matching: number }]>`select count(*)::int as matching ${from} where ${Prisma.join(where, ' and ')}`;
    const found = await tx.$queryRaw<RawRow[]>`
      select c.customer_id as "customerId", ${by} as "sortValue", s.orders, s.value_minor::float8 as "valueMinor", s.last_order_on::text as "lastOrderOn",
             s.rfm_group as "rfmGroup", s.value_tier as "valueTier", s.lifecycle_stage as "lifecycleStage", s.risk_score as "riskScore",
             a.alert_id is not null as "alertOpen", c.scoring_opt_out as "optedOut"
      ${from} where ${Prisma.join([...where, ...beyond], ' and ')}
      order by ${by} ${direction}, c.customer_id ${direction} limit ${CUSTOMERS_PER_PAGE + 1}`;
    const more = found.length > CUSTOMERS_PER_PAGE;
    const shown = found.slice(0, CUSTOMERS_PER_PAGE);
    if (backwards) shown.reverse();
    const key = (row: RawRow | undefined) => (row ? cursorText({ value: row.sortValue, customerId: row.customerId }) : null);
    return {
      matching,
      rows: shown.map(({ customerId, sortValue: _, ...row }) => ({ ...row, customerId: String(customerId) })),
      previous: (backwards ? more : place !== undefined) ? key(shown[0]) : null,
      next: (backwards ? true : more) ? key(shown.at(-1)) : null,
    };
  });
}

export async function hasCustomer(shopId: ShopId, customerId: bigint): Promise<boolean> {
  return inShop(shopId, async (tx) => (await tx.customer.count({ where: { customerId } })) > 0);
}

/** Whether the shop has customers at all: an empty list means something else then. */
export async function anyCustomer(shopId: ShopId): Promise<boolean> {
  return inShop(shopId, async (tx) => (await tx.customer.findFirst({ select: { customerId: true } })) !== null);
}
