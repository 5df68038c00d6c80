import type { PackedBuyers } from '../../domain/history/pack-buyers.ts';
import { inShopBulk, type ShopId } from '../db.ts';
import { readChunks } from './chunks.ts';
import { refreshChunks } from './refresh-chunks.ts';

/**
 * Every buyer of the shop with all their orders, as the database has them now.
 *
 * @param timeZone IANA name: the zone of the days.
 */
export async function readPackedHistory(shopId: ShopId, timeZone: string): Promise<PackedBuyers[]> {
  return inShopBulk(shopId, async (connection) => {
    await refreshChunks(connection, shopId, timeZone);
    return readChunks(connection, shopId);
  });
}
