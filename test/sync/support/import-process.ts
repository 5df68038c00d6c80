// A worker that does nothing but take the imports of one shop further, made to be killed.
//   node import-process.ts APP_DATABASE_URL SHOP_ID
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryLater } from '../../../app/domain/outcomes.ts';
import { closeQueue, openQueue } from '../../../app/queue/boss.ts';
import { closeDatabase, inShop, openDatabase } from '../../../app/records/db.ts';
import { advanceImport } from '../../../app/sync/advance-import.ts';

const [appUrl = '', shopId = ''] = process.argv.slice(2);
openDatabase(appUrl, { max: 3 });
await openQueue(appUrl, false);
process.stdout.write('ready\n');
for (;;) {
  const open = await inShop(BigInt(shopId), (tx) => tx.bulkImport.findFirst({ where: { finishedAt: null }, orderBy: { importId: 'asc' } }));
  if (!open) break;
  try {
    await advanceImport({ shopId, importId: open.importId.toString() }, { signal: new AbortController().signal, retryCount: 0 });
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await sleep(Math.min(error.afterMs, 20));
  }
}
await closeQueue(0);
await closeDatabase();
