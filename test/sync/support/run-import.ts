import { RetryLater } from '../../../app/domain/outcomes.ts';
import type { ShopId } from '../../../app/records/db.ts';
import { advanceImport } from '../../../app/sync/advance-import.ts';
import { importShop } from '../../../app/sync/import-shop.ts';
import type { TestDatabase } from '../../support/database.ts';

export interface ImportRow {
  import_id: string;
  kind: string;
  state: string;
  bytes_applied: string;
  rows_applied: string;
  file_bytes: string | null;
  error: string | null;
}

export async function importsOf(db: TestDatabase, shopId: ShopId): Promise<ImportRow[]> {
  return db.asOwner<ImportRow>('select import_id, kind, state, bytes_applied, rows_applied, file_bytes, error from bulk_import where shop_id = $1 order by import_id', [shopId]);
}

/** As the queue does, without its waits: every unfinished import of the shop is taken further until there is none. */
export async function runImports(db: TestDatabase, shopId: ShopId): Promise<void> {
  for (let step = 0; step < 500; step += 1) {
    const [open] = await db.asOwner<{ import_id: string }>('select import_id from bulk_import where shop_id = $1 and finished_at is null order by import_id limit 1', [shopId]);
    if (!open) return;
    try {
      await advanceImport({ shopId: shopId.toString(), importId: open.import_id }, { signal: new AbortController().signal, retryCount: 0 });
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
    }
  }
  throw new Error('The import does not come to an end.');
}

export async function importAll(db: TestDatabase, shopId: ShopId): Promise<void> {
  await importShop({ shopId: shopId.toString() });
  await runImports(db, shopId);
}
