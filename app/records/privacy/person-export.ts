// All that is kept of one person, put together when it is asked for and kept nowhere. Every table with a customer's or an
// order's number is here or among the exceptions; one that is neither fails the tests.
import { Prisma } from '@prisma/client';
import type { ShopId, ShopTx } from '../db.ts';
import { type DataRequest, NO_CUSTOMER } from './data-requests.ts';

/** What is about the person in each table, as a condition on its row "t". The placeholders are arrays of numbers. */
const OF_PERSON: Readonly<Record<string, (ids: Prisma.Sql, orders: Prisma.Sql) => Prisma.Sql>> = {
  customer: (ids) => Prisma.sql`t.customer_id = any(${ids}) or t.merged_into_id = any(${ids})`,
  order: (_ids, orders) => Prisma.sql`t.order_id = any(${orders})`,
  early_order_line: (_ids, orders) => Prisma.sql`t.order_id = any(${orders})`,
  order_recheck: (_ids, orders) => Prisma.sql`t.order_id = any(${orders})`,
  customer_score: (ids) => Prisma.sql`t.customer_id = any(${ids})`,
  churn_alert: (ids) => Prisma.sql`t.customer_id = any(${ids})`,
  tag_change: (ids) => Prisma.sql`t.customer_id = any(${ids})`,
  customer_metafield: (ids) => Prisma.sql`t.customer_id = any(${ids})`,
  code_intent: (ids, orders) => Prisma.sql`t.customer_id = any(${ids}) or t.redeemed_order_id = any(${orders})`,
  code_incident: (ids, orders) => Prisma.sql`t.order_id = any(${orders}) or exists (select from code_intent i where i.shop_id = t.shop_id and i.intent_key = t.intent_key and i.customer_id = any(${ids}))`,
  drift: (ids, orders) => Prisma.sql`(t.subject = 'customer' and t.subject_id = any(${ids})) or (t.subject = 'order' and t.subject_id = any(${orders}))`,
  data_request: (ids, orders) => Prisma.sql`t.customer_id = any(${ids}) and (t.customer_id <> ${NO_CUSTOMER} or t.order_ids && ${orders})`,
};

/** Tables with such a number that are not handed out, and why. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  tombstone: 'numbers of what was deleted: nothing of a person is left there to be handed out',
  history_chunk: 'packed from order and customer, which are handed out',
  history_mark: 'numbers whose orders changed lately',
  segment_chunk: 'packed from customer_score, which is handed out',
  webhook_inbox: 'what Shopify announced and is not applied yet; seconds later it is in the other tables',
};

export const EXPORTED_TABLES: readonly string[] = Object.keys(OF_PERSON);

export interface PersonExport {
  readonly requestId: string;
  /** Null for somebody who is no customer. */
  readonly customerId: string | null;
  readonly askedAt: string;
  readonly madeAt: string;
  /** Table → rows as they are stored, without the shop's number. */
  readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  /** What the scores were worked out by: the shop's definition of segments, and what the last scoring went by. */
  readonly scoredBy: readonly Record<string, unknown>[];
}

/** @param at the moment of the download. */
export async function exportPerson(tx: ShopTx, shopId: ShopId, { requestId, customerId, orderIds, askedAt }: DataRequest, at: Date): Promise<PersonExport> {
  const persons = await tx.$queryRaw<{ id: bigint }[]>`
    select customer_id as id from customer where shop_id = ${shopId} and (merged_into_id = ${customerId} or customer_id = (select merged_into_id from customer where shop_id = ${shopId} and customer_id = ${customerId}))`;
  const ids = Prisma.sql`${[customerId, ...persons.map(({ id }) => id)]}::bigint[]`;
  // An order that Shopify names is handed out only where it is nobody else's.
  const theirs = await tx.$queryRaw<{ id: bigint }[]>`
    select order_id as id from "order" where shop_id = ${shopId} and (customer_id = any(${ids}) or (customer_id is null and order_id = any(${[...orderIds]}::bigint[]))) order by order_id`;
  const orders = Prisma.sql`${theirs.map(({ id }) => id)}::bigint[]`;
  const tables: Record<string, Record<string, unknown>[]> = {};
  for (const [table, condition] of Object.entries(OF_PERSON)) {
    const rows = await tx.$queryRaw<{ row: Record<string, unknown> }[]>`
      select to_jsonb(t) - 'shop_id' as row from ${Prisma.raw(`"${table}"`)} t where t.shop_id = ${shopId} and (${condition(ids, orders)}) order by t`;
    tables[table] = rows.map(({ row }) => row);
  }
  const scoredBy = await tx.$queryRaw<{ row: Record<string, unknown> }[]>`
    select jsonb_build_object('scored_at', r.finished_at, 'as_of', r.as_of, 'definition_version', r.definition_version, 'definition', d.settings, 'model', r.model) as row
    from customer_score s join scoring_run r on r.shop_id = s.shop_id and r.run_id = s.run_id left join segment_definition d on d.shop_id = r.shop_id and d.version = r.definition_version
    where s.shop_id = ${shopId} and s.customer_id = any(${ids})`;
  return { requestId, customerId: customerId === NO_CUSTOMER ? null : customerId.toString(), askedAt: askedAt.toISOString(), madeAt: at.toISOString(), tables, scoredBy: scoredBy.map(({ row }) => row) };
}
