// kill -9 of a worker that is scoring, at random moments: what is left is one scoring or the other, whole.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../app/domain/numerics/random.ts';
import { RetryLater } from '../../app/domain/outcomes.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { useDatabase } from '../support/database.ts';
import { runsOf, scoresOf } from './support/read-back.ts';
import { NOW_MS, putShoppers } from './support/shoppers.ts';

const db = useDatabase();
const KILLS = 5;
const SECOND_DAY_MS = NOW_MS + 40 * 86_400_000;

/** A dead worker's session ends when the server notices; until then its right to run is held. */
async function scoreWhenFree(shopId: bigint, nowMs: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await scoreWholeShop(shopId, nowMs);
      return;
    } catch (error) {
      if (!(error instanceof RetryLater) || tries > 50) throw error;
      await wait(100);
    }
  }
}

describe('a worker killed while it scores', () => {
  it(`${KILLS} times leaves the scores of one run, whole, and the shop free for the next`, { timeout: 120_000 }, async () => {
    const { shopId } = await db.newShop();
    await putShoppers(shopId, 1_500, 21);
    await scoreWholeShop(shopId, NOW_MS);
    const first = await scoresOf(db, shopId);
    await scoreWholeShop(shopId, SECOND_DAY_MS);
    const second = await scoresOf(db, shopId);
    expect(first).not.toEqual(second);
    const random = seededRandom(22);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const worker = spawn(process.execPath, [path.join(import.meta.dirname, 'support/score-for-ever.ts'), db.appUrl, shopId.toString(), String(NOW_MS), String(SECOND_DAY_MS)], {
        env: process.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(worker.stdout, 'data');
      await wait(20 + random.integer(1_200));
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      const left = await scoresOf(db, shopId);
      expect([first, second].some((whole) => JSON.stringify(whole) === JSON.stringify(left)), `after kill ${kill + 1}`).toBe(true);
      const finished = (await runsOf(db, shopId)).filter((run) => run['finished']);
      expect(finished.length).toBeGreaterThan(1);
    }
    await scoreWhenFree(shopId, NOW_MS);
    expect(await scoresOf(db, shopId)).toEqual(first);
    expect((await runsOf(db, shopId)).filter((run) => !run['finished'] && run['error'] === null)).toEqual([]);
  });
});
