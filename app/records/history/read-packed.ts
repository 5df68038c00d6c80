import type { PoolClient } from 'pg';
import type { PurchaseHistory } from '../../domain/glossary.ts';
import { HistoryBuilder, type HistoryOptions } from '../../domain/history/history-of-buyers.ts';
import type { PackedBuyers } from '../../domain/history/pack-buyers.ts';
import { inShopBulk, type ShopId } from '../db.ts';
import { buildChunks } from './build-chunks.ts';
import { passChunks, readChunks, sizeOfChunks } from './chunks.ts';
import { refreshChunks } from './refresh-chunks.ts';

/**
 * Every buyer of the shop with all their orders, as the database has them now.
 *
 * @param timeZone IANA name: the zone of the days.
 */
export async function readPackedHistory(shopId: ShopId, timeZone: string): Promise<PackedBuyers[]> {
  return fromFreshChunks(shopId, timeZone, (connection) => readChunks(connection, shopId));
}

/** As historyOfBuyers makes it of readPackedHistory: while one chunk is worked on, the next is on its way, and none is kept. */
export async function readPurchaseHistory(shopId: ShopId, timeZone: string, options: HistoryOptions): Promise<PurchaseHistory> {
  return fromFreshChunks(shopId, timeZone, async (connection) => {
    const builder = new HistoryBuilder(await sizeOfChunks(connection, shopId), options);
    for await (const chunk of passChunks(connection, shopId)) builder.add(chunk);
    return builder.history();
  });
}

async function fromFreshChunks<T>(shopId: ShopId, timeZone: string, read: (connection: PoolClient) => Promise<T>): Promise<T> {
  await buildChunks(shopId, timeZone);
  return inShopBulk(shopId, async (connection) => {
    await refreshChunks(connection, shopId, timeZone);
    return read(connection);
  });
}
