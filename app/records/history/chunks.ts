// The table of packed chunks.
import type { PoolClient } from 'pg';
import type { PackedSize } from '../../domain/history/history-of-buyers.ts';
import { type PackedBuyers, PACKING_VERSION } from '../../domain/history/pack-buyers.ts';
import type { PackedChunk } from '../../domain/history/pack-chunks.ts';
import type { ShopId } from '../db.ts';
import { copyOut, fieldsOf } from './copy-out.ts';

export interface Chunk extends PackedChunk {
  /** Version of the packing, and time zone of the days. */
  readonly madeWith: string;
}

/** Where it differs, the chunks are made anew. @param timeZone IANA name */
export const madeWith = (timeZone: string): string => `${PACKING_VERSION} ${timeZone}`;

/** Views, which the next chunk may overwrite. */
async function* chunkRows(connection: PoolClient, shopId: ShopId, among = ''): AsyncGenerator<{ buyers: Buffer; orders: Buffer }> {
  for await (const { bytes, rows } of copyOut(connection, `select buyers, orders from history_chunk where shop_id = ${shopId} ${among} order by first_key`)) {
    for (const row of rows) {
      const [buyers, orders] = fieldsOf(bytes, row);
      if (buyers && orders) yield { buyers, orders };
    }
  }
}

/** @param firstKeys only these chunks; left out: those of the whole shop. @returns by ascending keys */
export async function readChunks(connection: PoolClient, shopId: ShopId, firstKeys?: readonly bigint[]): Promise<PackedBuyers[]> {
  const chunks: PackedBuyers[] = [];
  const among = firstKeys && `and first_key = any('{${firstKeys.join(',')}}'::bigint[])`;
  for await (const { buyers, orders } of chunkRows(connection, shopId, among)) chunks.push({ buyers: new Uint8Array(buyers), orders: new Uint8Array(orders) });
  return chunks;
}

/** As readChunks gives them for the whole shop, each in the memory of the one before. */
export async function* passChunks(connection: PoolClient, shopId: ShopId): AsyncGenerator<PackedBuyers> {
  let memory = { buyers: new Uint8Array(0), orders: new Uint8Array(0) };
  for await (const { buyers, orders } of chunkRows(connection, shopId)) {
    if (memory.buyers.length < buyers.length) memory = { ...memory, buyers: new Uint8Array(2 * buyers.length) };
    if (memory.orders.length < orders.length) memory = { ...memory, orders: new Uint8Array(2 * orders.length) };
    memory.buyers.set(buyers);
    memory.orders.set(orders);
    yield { buyers: memory.buyers.subarray(0, buyers.length), orders: memory.orders.subarray(0, orders.length) };
  }
}

export async function sizeOfChunks(connection: PoolClient, shopId: ShopId): Promise<PackedSize> {
  const { rows } = await connection.query<PackedSize>(
    'select coalesce(sum(length(buyers)), 0)::float8 as "buyersBytes", coalesce(sum(length(orders)), 0)::float8 as "ordersBytes" from history_chunk where shop_id = $1',
    [shopId.toString()],
  );
  return rows[0] ?? { buyersBytes: 0, ordersBytes: 0 };
}

/** Writes a chunk, unless it is there to the byte. */
export async function putChunk(connection: PoolClient, shopId: ShopId, { firstKey, madeWith, buyers, orders }: Chunk): Promise<void> {
  await connection.query(
    `merge into history_chunk h using (select $2::bigint as first_key) s on h.shop_id = $1 and h.first_key = s.first_key
     when matched and (h.made_with, h.buyers, h.orders) is distinct from ($3::text, $4::bytea, $5::bytea) then update set made_with = $3, buyers = $4, orders = $5
     when not matched then insert (shop_id, first_key, made_with, buyers, orders) values ($1, $2, $3, $4, $5)`,
    [shopId.toString(), firstKey.toString(), madeWith, Buffer.from(buyers.buffer, buyers.byteOffset, buyers.byteLength), Buffer.from(orders.buffer, orders.byteOffset, orders.byteLength)],
  );
}

export async function deleteChunks(connection: PoolClient, shopId: ShopId, firstKeys: readonly bigint[]): Promise<void> {
  if (firstKeys.length > 0) await connection.query('delete from history_chunk where shop_id = $1 and first_key = any($2::bigint[])', [shopId.toString(), firstKeys.map(String)]);
}
