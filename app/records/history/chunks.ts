// The table of packed chunks.
import type { PoolClient } from 'pg';
import type { PackedBuyers } from '../../domain/history/pack-buyers.ts';
import type { PackedChunk } from '../../domain/history/pack-chunks.ts';
import type { ShopId } from '../db.ts';
import { copyOut, fieldsOf } from './copy-out.ts';

export interface Chunk extends PackedChunk {
  /** Version of the packing, and time zone of the days. */
  readonly madeWith: string;
}

/** @param firstKeys only these chunks; left out: those of the whole shop. @returns by ascending keys */
export async function readChunks(connection: PoolClient, shopId: ShopId, firstKeys?: readonly bigint[]): Promise<PackedBuyers[]> {
  const chunks: PackedBuyers[] = [];
  const among = firstKeys ? `and first_key = any('{${firstKeys.join(',')}}'::bigint[])` : '';
  for await (const { bytes, rows } of copyOut(connection, `select buyers, orders from history_chunk where shop_id = ${shopId} ${among} order by first_key`)) {
    for (const row of rows) {
      const [buyers, orders] = fieldsOf(bytes, row);
      if (buyers && orders) chunks.push({ buyers: new Uint8Array(buyers), orders: new Uint8Array(orders) });
    }
  }
  return chunks;
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
