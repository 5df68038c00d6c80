import { afterEach, describe, expect, it } from 'vitest';
import { RetryLater } from '../../app/domain/outcomes.ts';
import { closeQueue, openQueue } from '../../app/queue/boss.ts';
import { enqueue } from '../../app/queue/enqueue.ts';
import { work } from '../../app/queue/work.ts';
import { inShop } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });

afterEach(() => closeQueue(0));

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the queue', () => {
  it('runs a job exactly when the transaction that enqueued it commits', async () => {
    await openQueue(db.appUrl, true);
    const { shopId } = await db.newShop();
    const done: string[] = [];
    await work('score-shop', async ({ because }) => void done.push(because));
    await expect(
      inShop(shopId, async (tx) => {
        await enqueue(tx, 'score-shop', { shopId: shopId.toString(), because: 'rolled back' });
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    await inShop(shopId, (tx) => enqueue(tx, 'score-shop', { shopId: shopId.toString(), because: 'committed' }));
    await until(() => done.length > 0);
    expect(done).toEqual(['committed']);
  });

  it('runs one job of a key at a time, and keeps one waiting', async () => {
    await openQueue(db.appUrl, true);
    let running = 0;
    let most = 0;
    let runs = 0;
    await work(
      'apply-webhooks',
      async () => {
        running += 1;
        runs += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 150));
        running -= 1;
      },
      { concurrency: 4 },
    );
    for (let i = 0; i < 20; i += 1) {
      await enqueue(undefined, 'apply-webhooks', { shopId: '1' });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(() => runs >= 2 && running === 0);
    expect(most).toBe(1);
    expect(runs).toBeLessThan(20);
  });

  it('tries again after the time that the work asked for', async () => {
    await openQueue(db.appUrl, true);
    const at: number[] = [];
    await work('settle-code', async () => {
      at.push(Date.now());
      if (at.length === 1) throw new RetryLater(300, 'not yet');
    });
    await enqueue(undefined, 'settle-code', { shopId: '1', intentKey: 'x' });
    await until(() => at.length === 2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('has nothing more to do for a shop that was erased, and tries again where the shop is there', async () => {
    await openQueue(db.appUrl, true);
    const { shopId } = await db.newShop();
    const tried: string[] = [];
    await work('write-tags', async ({ shopId: shop }) => {
      tried.push(shop);
      throw new Error('nothing is found');
    });
    for (const shop of ['999999', shopId.toString()]) await enqueue(undefined, 'write-tags', { shopId: shop, reason: 'scored' });
    const states = async () => Object.fromEntries((await db.asOwner<{ shop: string; state: string }>("select data ->> 'shopId' as shop, state::text from pgboss.job where name = 'write-tags'")).map(({ shop, state }) => [shop, state]));
    await until(() => tried.length >= 2);
    for (let looks = 0; looks < 100 && (await states())['999999'] !== 'completed'; looks += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await states()).toEqual({ '999999': 'completed', [shopId.toString()]: 'retry' });
  });
});
