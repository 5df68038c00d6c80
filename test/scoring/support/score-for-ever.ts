// A worker to be killed: scores one shop again and again, for one of two days in turn. Says when it has begun.
// node score-for-ever.ts DATABASE_URL SHOP_ID DAY_MS DAY_MS
import { closeQueue, openQueue } from '../../../app/queue/boss.ts';
import { closeDatabase, openDatabase } from '../../../app/records/db.ts';
import { scoreWholeShop } from '../../../app/scoring/score-shop.ts';

const [url = '', shopId = '', ...days] = process.argv.slice(2);
openDatabase(url);
await openQueue(url, false);
process.stdout.write('begun\n');
for (let turn = 0; turn < 10_000; turn += 1) await scoreWholeShop(BigInt(shopId), Number(days[turn % days.length]));
await closeQueue(0);
await closeDatabase();
