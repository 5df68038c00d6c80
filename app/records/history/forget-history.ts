// Persons are erased: the chunks that hold them go, in the same transaction. Everybody else of those chunks is marked, so that the
// next reading puts them back from their rows.
import { FIRST_KEY } from '../../domain/history/chunk-starts.ts';
import { packBuyers, unpackKeys } from '../../domain/history/pack-buyers.ts';
import { joinBuyers } from '../../domain/history/splice-buyers.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { BUILDING } from './build-chunks.ts';
import { markHistory } from './mark-history.ts';

/** @param keys of the persons and of their orders without customer; see buyerKey */
export async function forgetHistory(tx: ShopTx, shopId: ShopId, keys: readonly bigint[]): Promise<void> {
  const gone = new Set(keys);
  // Whoever is making all chunks may have read these persons already.
  await tx.$executeRaw`update history_chunk set made_with = '' where shop_id = ${shopId} and first_key = ${FIRST_KEY} and made_with like ${`${BUILDING}%`}`;
  const chunks = await tx.$queryRaw<{ firstKey: bigint; buyers: Uint8Array }[]>`
    select first_key as "firstKey", buyers from history_chunk where shop_id = ${shopId} and first_key in (
      select (select max(first_key) from history_chunk where shop_id = ${shopId} and first_key <= key) from unnest(${[...keys]}::bigint[]) key)`;
  for (const { firstKey, buyers } of chunks) {
    const known = [...unpackKeys(new Uint8Array(buyers))];
    if (!known.some((key) => gone.has(key))) continue;
    // The first chunk of a shop is always there: it is how one knows that there are chunks.
    if (firstKey === FIRST_KEY) {
      const empty = packBuyers(joinBuyers([]));
      await tx.$executeRaw`update history_chunk set buyers = ${empty.buyers}, orders = ${empty.orders} where shop_id = ${shopId} and first_key = ${firstKey}`;
    } else await tx.$executeRaw`delete from history_chunk where shop_id = ${shopId} and first_key = ${firstKey}`;
    await markHistory(tx, shopId, known.filter((key) => !gone.has(key)));
  }
  await tx.$executeRaw`delete from history_mark where shop_id = ${shopId} and buyer_key = any(${[...keys]}::bigint[])`;
}
