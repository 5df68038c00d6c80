// Two processes draw on one bucket without a common counter (decision 0009). On a virtual clock.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CostBucket } from '../../../app/shopify/admin/pacing.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { LeakyBucket } from './leaky-bucket.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const passing = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** So many calls side by side as one process sends; what is refused waits as the client does, and is sent again. */
async function sweep(view: CostBucket, shopify: LeakyBucket, calls: number, points: number, random: () => number): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) {
      for (let done = false; !done; ) {
        const reservation = await view.reserve('sweep', points, 'background');
        await passing(10 + random() * 110);
        const { runs, cost } = shopify.charge(points, points);
        await passing(10 + random() * 110);
        reservation.settle(cost);
        done = runs;
        if (!runs) await passing(1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, lane));
}

test.each([
  { points: 35, calls: 500 },
  { points: 20, calls: 800 },
])('two sweeps of $points points a call in two processes use the budget; what is refused, at the end of the burst, is sent again', async ({ points, calls }) => {
  const shopify = new LeakyBucket(2_000, 100);
  const startedAt = performance.now();
  let endedAt = 0;
  const sweeps = [1, 2].map((seed) => sweep(new CostBucket(), shopify, calls, points, seededRandom(seed)));
  void Promise.all(sweeps).then(() => (endedAt = performance.now()));
  await vi.advanceTimersByTimeAsync(600_000);
  const seconds = (endedAt - startedAt) / 1000;
  expect(shopify.spent).toBe(2 * calls * points);
  expect((shopify.spent - 1_900) / (seconds * 100)).toBeGreaterThan(0.99);
  expect(shopify.throttled / (2 * calls)).toBeLessThan(0.03);
});
