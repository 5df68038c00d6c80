// Passes as the queue runs them, without its waits.
import { RetryLater } from '../../../../app/domain/outcomes.ts';
import type { ShopId } from '../../../../app/records/db.ts';
import { reconcileDeep } from '../../../../app/sync/reconcile/deep/deep-pass.ts';
import { reconcileHot } from '../../../../app/sync/reconcile/hot-pass.ts';
import type { TestDatabase } from '../../../support/database.ts';
import { runImports } from '../../support/run-import.ts';

const never = () => ({ signal: new AbortController().signal });

export async function hotPass(shopId: ShopId, pageRows?: { customers: number; orders: number }): Promise<void> {
  await reconcileHot({ shopId: shopId.toString() }, never(), pageRows);
}

export async function deepPass(db: TestDatabase, shopId: ShopId): Promise<void> {
  for (let step = 0; step < 200; step += 1) {
    try {
      return await reconcileDeep({ shopId: shopId.toString() }, never());
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      await runImports(db, shopId);
    }
  }
  throw new Error('The deep pass does not come to an end.');
}
