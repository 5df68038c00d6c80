// Bulk mutations of tag runs: each step is on record before the next begins, so a killed process goes on where it was.
import type { PoolClient } from 'pg';
import type { TagBulk } from '@prisma/client';
import type { CustomerId } from '../../domain/glossary.ts';
import { inShop, inShopBulk, type ShopId } from '../db.ts';

export type { TagBulk } from '@prisma/client';

export type Direction = 'add' | 'remove';

/** Takes up to `limit` waiting changes into a new part, to be sent as files. @returns how many there were. */
export async function planPart(shopId: ShopId, tagRunId: bigint, limit: number): Promise<number> {
  return inShopBulk(shopId, async (connection) => {
    const { rows } = await connection.query<{ part: number }>('select coalesce(max(part), -1) + 1 as part from tag_bulk where shop_id = $1 and tag_run_id = $2', [shopId, tagRunId]);
    const part = rows[0]?.part ?? 0;
    const { rows: counts } = await connection.query<{ taken: number; adds: number; removals: number }>(
      // By ctid, here and below: a fresh run has no statistics yet, and joining the table with itself by its key was planned
      // row against row.
      `with changed as (
         update tag_change c set state = 'sending', attempts = attempts + 1, part = $3, add_line = null, remove_line = null, add_done = false, remove_done = false
         where ctid = any(array(select ctid from tag_change where shop_id = $1 and tag_run_id = $2 and state = 'planned' order by customer_id limit $4 for update skip locked))
         returning c.add, c.remove
       )
       select count(*)::int as taken, (count(*) filter (where cardinality(add) > 0))::int as adds, (count(*) filter (where cardinality(remove) > 0))::int as removals from changed`,
      [shopId, tagRunId, part, limit],
    );
    const { taken, adds, removals } = counts[0] ?? { taken: 0, adds: 0, removals: 0 };
    for (const [direction, lines] of [['remove', removals], ['add', adds]] as const) {
      if (lines > 0) await connection.query('insert into tag_bulk (shop_id, tag_run_id, part, direction, lines) values ($1, $2, $3, $4, $5)', [shopId, tagRunId, part, direction, lines]);
    }
    return taken;
  });
}

export async function findUnfinishedBulks(shopId: ShopId, tagRunId: bigint): Promise<TagBulk[]> {
  return inShop(shopId, (tx) => tx.tagBulk.findMany({ where: { shopId, tagRunId, finishedAt: null }, orderBy: [{ part: 'asc' }, { direction: 'desc' }] }));
}

type Bulk = Pick<TagBulk, 'shopId' | 'tagRunId' | 'part' | 'direction'>;

const key = ({ shopId, tagRunId, part, direction }: Bulk) => ({ shopId, tagRunId, part, direction });

/** Numbers the lines of a file and returns them in that order. Only before it is submitted: a result names lines by number. */
export async function numberLines(bulk: Bulk): Promise<{ customerId: CustomerId; tags: string[] }[]> {
  const adds = bulk.direction === 'add';
  return inShopBulk(bulk.shopId, async (connection) => {
    const { rows } = await connection.query<{ customer_id: string; tags: string[] }>(
      `with numbered as (
         select ctid as place, row_number() over (order by customer_id) - 1 as line from tag_change
         where shop_id = $1 and tag_run_id = $2 and part = $3 and state = 'sending' and cardinality(${adds ? 'add' : 'remove'}) > 0
       )
       update tag_change c set ${adds ? 'add_line' : 'remove_line'} = n.line from numbered n
       where c.ctid = n.place
       returning c.customer_id, c.${adds ? 'add' : 'remove'} as tags, n.line`,
      [bulk.shopId, bulk.tagRunId, bulk.part],
    );
    return rows.map((row) => ({ customerId: BigInt(row.customer_id), tags: row.tags })).sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  });
}

/** The customers of a range of lines. */
export async function readLines(connection: PoolClient, bulk: Bulk, from: number, to: number): Promise<Map<number, CustomerId>> {
  const column = bulk.direction === 'add' ? 'add_line' : 'remove_line';
  const { rows } = await connection.query<{ line: number; customer_id: string }>(
    `select ${column} as line, customer_id from tag_change where shop_id = $1 and tag_run_id = $2 and part = $3 and ${column} between $4 and $5`,
    [bulk.shopId, bulk.tagRunId, bulk.part, from, to],
  );
  return new Map(rows.map((row) => [row.line, BigInt(row.customer_id)]));
}

export async function noteUploaded(bulk: Bulk, stagedPath: string, lines: number): Promise<void> {
  await inShop(bulk.shopId, (tx) => tx.tagBulk.updateMany({ where: key(bulk), data: { state: 'uploaded', stagedPath, lines } }));
}

/** Before Shopify is asked: from here on the operation may exist. */
export async function noteSubmitting(bulk: Bulk): Promise<void> {
  await inShop(bulk.shopId, (tx) => tx.tagBulk.updateMany({ where: key(bulk), data: { submittedAt: new Date() } }));
}

export async function noteRunning(bulk: Bulk, operationGid: string): Promise<void> {
  await inShop(bulk.shopId, (tx) => tx.tagBulk.updateMany({ where: key(bulk), data: { state: 'running', operationGid } }));
}

/** Shopify refused the file or lost it: it is made anew. */
export async function noteRefused(bulk: Bulk, error: string): Promise<void> {
  await inShop(bulk.shopId, (tx) => tx.tagBulk.updateMany({ where: key(bulk), data: { state: 'planned', stagedPath: null, submittedAt: null, error } }));
}

export async function noteLinesRead(connection: PoolClient, bulk: Bulk, linesRead: number): Promise<void> {
  await connection.query('update tag_bulk set lines_read = $5 where shop_id = $1 and tag_run_id = $2 and part = $3 and direction = $4', [bulk.shopId, bulk.tagRunId, bulk.part, bulk.direction, linesRead]);
}

export async function noteFinished(bulk: Bulk, error: string | null): Promise<void> {
  await inShop(bulk.shopId, (tx) => tx.tagBulk.updateMany({ where: key(bulk), data: { state: 'done', error, finishedAt: new Date() } }));
}

export interface DoubtfulChange {
  readonly customerId: CustomerId;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly attempts: number;
}

/** Changes that went into files and came back in none: to be looked up. Only once no file of the run is under way. */
export async function findDoubtful(shopId: ShopId, tagRunId: bigint, limit: number): Promise<DoubtfulChange[]> {
  return inShop(shopId, (tx) =>
    tx.tagChange.findMany({
      where: { shopId, tagRunId, state: 'sending', part: { not: null } },
      select: { customerId: true, add: true, remove: true, attempts: true },
      orderBy: { customerId: 'asc' },
      take: limit,
    }),
  );
}

/** Leaves the files, to be sent one by one or in other files. In a stopped run they stop. */
export async function leavePart(shopId: ShopId, tagRunId: bigint, customerIds: readonly CustomerId[]): Promise<void> {
  await inShop(
    shopId,
    (tx) => tx.$executeRaw`
      update tag_change c set state = case when r.state = 'stopped' then 'stopped' else 'planned' end, part = null, add_line = null, remove_line = null
      from (select state from tag_run where shop_id = ${shopId} and tag_run_id = ${tagRunId} for share) r
      where c.shop_id = ${shopId} and c.tag_run_id = ${tagRunId} and c.customer_id = any(${[...customerIds]}::bigint[]) and c.state = 'sending'`,
  );
}
