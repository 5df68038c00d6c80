// Lines that do not stand in the batch of their order: an export may bring them anywhere. Where the order is here already they
// go into its row; where it is not, they wait in early_order_line until it comes, or the export ends.
import type { PoolClient } from 'pg';
import type { ShopId } from '../../db.ts';
import { lookUpByIndex } from '../lock.ts';
import { mergedLines } from '../order-lines.ts';
import type { StrayLine } from './staged-rows.ts';

/** Orders with their lines, as one text. */
interface Lines {
  readonly orderId: string;
  readonly lines: string;
}

export interface StrayNews {
  /** Of orders that are here. */
  readonly changed: readonly (Lines & { /** Some line was not there; else some differed. */ readonly missing: boolean })[];
  /** Of orders that are not. */
  readonly early: readonly StrayLine[];
}

const BURIED = (id: string) => `exists (select from tombstone t where t.shop_id = $1 and t.kind = 'order' and t.subject_id = ${id})`;
const MERGED = mergedLines('s.lines', 'o.lines');

/** As an export's version of the order would be: what a webhook brought, it brought with its lines. */
const NEWS = `
  select s.order_id::text as id, o.order_id is null as early,
    o.order_id is not null and exists (
      select from json_array_elements(s.lines::json) n where not exists (select from json_array_elements(o.lines::json) k where k ->> 0 = n ->> 0)) as missing
  from unnest($2::bigint[], $3::text[]) s (order_id, lines) left join "order" o on o.shop_id = $1 and o.order_id = s.order_id
  where case when o.order_id is null then not ${BURIED('s.order_id')} else o.seen_at = o.updated_at and ${MERGED} <> o.lines end
  order by s.order_id`;

const CHANGE = `
  update "order" o set lines = ${MERGED} from unnest($2::bigint[], $3::text[]) s (order_id, lines)
  where o.shop_id = $1 and o.order_id = s.order_id`;

const KEEP = `
  merge into early_order_line e using (select distinct on (1, 2) * from unnest($2::bigint[], $3::bigint[], $4::text[]) n (order_id, line_id, line) order by 1, 2) s
  on e.shop_id = $1 and e.order_id = s.order_id and e.line_id = s.line_id
  when matched and e.line <> s.line then update set line = s.line
  when not matched then insert (shop_id, order_id, line_id, line) values ($1, s.order_id, s.line_id, s.line)`;

const TAKE = `
  with taken as (
    delete from early_order_line e where e.shop_id = $1 and exists (select from "order" o where o.shop_id = $1 and o.order_id = e.order_id)
    returning e.order_id, e.line_id, e.line)
  update "order" o set lines = ${MERGED}
  from (select order_id, '[' || string_agg(line, ',' order by line_id) || ']' as lines from taken group by order_id) s
  where o.shop_id = $1 and o.order_id = s.order_id and o.seen_at = o.updated_at`;

/** Reads only. @returns what of the lines is to be written. */
export async function findStrayNews(connection: PoolClient, shopId: ShopId, strays: readonly StrayLine[]): Promise<StrayNews> {
  const byOrder = Map.groupBy(strays, ({ orderId }) => orderId.toString());
  const texts = new Map([...byOrder].map(([orderId, lines]) => [orderId, `[${lines.map(({ text }) => text).join(',')}]`]));
  await lookUpByIndex(connection);
  const { rows } = await connection.query<{ id: string; early: boolean; missing: boolean }>(NEWS, [shopId.toString(), [...texts.keys()], [...texts.values()]]);
  return {
    changed: rows.flatMap(({ id, early, missing }) => (early ? [] : [{ orderId: id, lines: texts.get(id) ?? '[]', missing }])),
    early: rows.flatMap(({ id, early }) => (early ? (byOrder.get(id) ?? []) : [])),
  };
}

/** @returns rows that were written. */
export async function addStrays(connection: PoolClient, shopId: ShopId, { changed, early }: StrayNews): Promise<number> {
  const shop = shopId.toString();
  let written = 0;
  await lookUpByIndex(connection);
  if (changed.length > 0) written += (await connection.query(CHANGE, [shop, changed.map(({ orderId }) => orderId), changed.map(({ lines }) => lines)])).rowCount ?? 0;
  if (early.length > 0) {
    const columns = [early.map(({ orderId }) => orderId.toString()), early.map(({ lineId }) => lineId.toString()), early.map(({ text }) => text)];
    written += (await connection.query(KEEP, [shop, ...columns])).rowCount ?? 0;
  }
  return written;
}

/** Lines whose order has come. @returns rows that were written. */
export async function takeEarlyLines(connection: PoolClient, shopId: ShopId): Promise<number> {
  await lookUpByIndex(connection);
  return (await connection.query(TAKE, [shopId.toString()])).rowCount ?? 0;
}

/** Of orders that will not be kept. @returns rows that were removed. */
export async function forgetBuriedEarlyLines(connection: PoolClient, shopId: ShopId): Promise<number> {
  return (await connection.query(`delete from early_order_line e where e.shop_id = $1 and ${BURIED('e.order_id')}`, [shopId.toString()])).rowCount ?? 0;
}
