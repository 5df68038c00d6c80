import { enqueue } from '../../queue/enqueue.ts';
import { finishImport } from '../../records/bulk-imports.ts';
import { inShop, type ShopId } from '../../records/db.ts';
import { addBareCustomers, findOpenRedemptions, removeEarlyLines } from '../../records/inbound/export/after-import.ts';
import { joinByHashingWithin, lockInbound } from '../../records/inbound/lock.ts';
import { clearShopProblem } from '../../records/shop-problems.ts';
import { redeemCodes } from '../redeem-codes.ts';

const TIDY_MS = 600_000;

/** The file is in the tables. Once the shop has no other import under way, it is scored: that job and the end are one transaction. */
export async function endImport(shopId: ShopId, importId: bigint, unnoted: { bytes: number; rows: number }): Promise<void> {
  const finished = await inShop(
    shopId,
    async (tx) => {
      await lockInbound(tx, shopId);
      await joinByHashingWithin(tx);
      await removeEarlyLines(tx, shopId);
      await addBareCustomers(tx, shopId);
      // Orders whose webhook never came may have used a code of ours.
      for (const order of await findOpenRedemptions(tx, shopId)) await redeemCodes(tx, shopId, order);
      const end = await finishImport(tx, shopId, importId, unnoted);
      if (end?.last) await enqueue(tx, 'score-shop', { shopId: shopId.toString(), because: 'import' });
      return end;
    },
    TIDY_MS,
  );
  if (finished?.last) await clearShopProblem(shopId, 'import-failed');
}
