// Where everybody stands, packed: what customer_score says row by row. Whoever writes rows there, or takes some away, says the
// same here in the same transaction, after the rows.
import type { PoolClient } from 'pg';
import { chunkGroups } from '../../domain/history/chunk-groups.ts';
import type { CustomerId } from '../../domain/glossary.ts';
import { type Moved, planCodeChanges } from '../../domain/segments/codes/code-changes.ts';
import { type PackedCodes, unpackCodes } from '../../domain/segments/codes/pack-codes.ts';
import { amendCodes, type SegmentCode, type SegmentCodes } from '../../domain/segments/codes/segment-codes.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { copyOut, fieldsOf } from '../history/copy-out.ts';

type Within = PoolClient | ShopTx;

async function run<Row>(within: Within, sql: string, values: unknown[]): Promise<Row[]> {
  if ('$queryRawUnsafe' in within) return within.$queryRawUnsafe<Row[]>(sql, ...values);
  const { rows } = await within.query(sql, values);
  return rows as Row[];
}

/** Who rewrites codes keeps others from it until the end of the transaction: chunks are cut anew as customers come and go. */
export async function lockCodes(within: Within, shopId: ShopId): Promise<void> {
  await run(within, "select 1 from pg_advisory_xact_lock(hashtextextended('perennial codes ' || $1::text, 0))", [shopId.toString()]);
}

async function readAll(connection: PoolClient, shopId: ShopId): Promise<PackedCodes[]> {
  const chunks: PackedCodes[] = [];
  for await (const { bytes, rows } of copyOut(connection, `select first_key, customer_ids, codes from segment_chunk where shop_id = ${shopId} order by first_key`)) {
    for (const row of rows) {
      const [firstKey, customerIds, codes] = fieldsOf(bytes, row);
      if (firstKey && customerIds && codes) chunks.push({ firstKey: firstKey.readBigInt64BE(), customerIds: new Uint8Array(customerIds), codes: new Uint8Array(codes) });
    }
  }
  return chunks;
}

/** The codes of the whole shop; empty before its first scoring. */
export async function readSegmentCodes(connection: PoolClient, shopId: ShopId): Promise<SegmentCodes> {
  return unpackCodes(await readAll(connection, shopId));
}

const bytea = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
/** Three parameters a chunk; a statement takes 65,535. */
const AT_ONCE = 500;

/** Of a chunk whose customers are the same only the codes are written: their numbers stay where they lie. */
async function putStanding(within: Within, shopId: ShopId, chunks: readonly Omit<PackedCodes, 'customerIds'>[]): Promise<void> {
  for (let from = 0; from < chunks.length; from += AT_ONCE) {
    const some = chunks.slice(from, from + AT_ONCE);
    const values = some.map((_, i) => `($${2 * i + 2}::bigint, $${2 * i + 3}::bytea)`).join(', ');
    const sql = `update segment_chunk t set codes = v.codes from (values ${values}) v (first_key, codes) where t.shop_id = $1::bigint and t.first_key = v.first_key`;
    await run(within, sql, [shopId, ...some.flatMap(({ firstKey, codes }) => [firstKey, bytea(codes)])]);
  }
}

async function putWhole(within: Within, shopId: ShopId, chunks: readonly PackedCodes[]): Promise<void> {
  for (let from = 0; from < chunks.length; from += AT_ONCE) {
    const some = chunks.slice(from, from + AT_ONCE);
    const values = some.map((_, i) => `($${3 * i + 2}::bigint, $${3 * i + 3}::bytea, $${3 * i + 4}::bytea)`).join(', ');
    const sql = `insert into segment_chunk as t (shop_id, first_key, customer_ids, codes) select $1::bigint, v.first_key, v.customer_ids, v.codes from (values ${values}) v (first_key, customer_ids, codes)
       on conflict (shop_id, first_key) do update set customer_ids = excluded.customer_ids, codes = excluded.codes`;
    await run(within, sql, [shopId, ...some.flatMap(({ firstKey, customerIds, codes }) => [firstKey, bytea(customerIds), bytea(codes)])]);
  }
}

/** Makes `after` of what `before` was, writing what differs alone. @param from the first key of both */
async function replace(within: Within, shopId: ShopId, before: readonly PackedCodes[], after: SegmentCodes, from?: bigint): Promise<Moved> {
  const { standing, whole, gone, moved } = planCodeChanges(before, after, from);
  await putStanding(within, shopId, standing);
  await putWhole(within, shopId, whole);
  if (gone.length > 0) await run(within, 'delete from segment_chunk where shop_id = $1::bigint and first_key = any($2::bigint[])', [shopId, gone]);
  return moved;
}

/** Makes the codes of the shop exactly these. */
export async function storeSegmentCodes(connection: PoolClient, shopId: ShopId, codes: SegmentCodes): Promise<Moved> {
  await lockCodes(connection, shopId);
  return replace(connection, shopId, await readAll(connection, shopId), codes);
}

/** More than so many changes lie in most chunks of a shop: all are read at once. */
const FEW = 500;

/** Puts the codes of some customers anew; null takes them away. Of a shop that was never scored nothing is kept. */
export async function patchSegmentCodes(within: Within, shopId: ShopId, changes: ReadonlyMap<CustomerId, SegmentCode | null>): Promise<void> {
  if (changes.size === 0) return;
  await lockCodes(within, shopId);
  if (changes.size > FEW && 'release' in within) {
    const before = await readAll(within, shopId);
    if (before.length > 0) await replace(within, shopId, before, amendCodes(unpackCodes(before), changes));
    return;
  }
  const changed = BigInt64Array.from(changes.keys()).sort();
  const firsts = await run<{ key: string }>(within, 'select first_key::text as key from segment_chunk where shop_id = $1::bigint order by first_key', [shopId]);
  const groups = firsts.length === 0 ? [] : chunkGroups(firsts.map(({ key }) => BigInt(key)), changed, (id) => changes.get(id) !== null);
  for (const { firstKeys, from, to } of groups) {
    const rows = await run<{ key: string; customerIds: Uint8Array; codes: Uint8Array }>(
      within,
      'select first_key::text as key, customer_ids as "customerIds", codes from segment_chunk where shop_id = $1::bigint and first_key = any($2::bigint[]) order by first_key',
      [shopId, firstKeys],
    );
    // Copied: the bytes begin wherever the answer had room for them.
    const before = rows.map(({ key, customerIds, codes }) => ({ firstKey: BigInt(key), customerIds: new Uint8Array(customerIds), codes: new Uint8Array(codes) }));
    const some = new Map([...changed.subarray(from, to)].map((id) => [id, changes.get(id) ?? null]));
    await replace(within, shopId, before, amendCodes(unpackCodes(before), some), firstKeys[0]);
  }
}
