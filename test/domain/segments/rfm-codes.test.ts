import { expect, test } from 'vitest';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { cutPointsOf } from '../../../app/domain/segments/cut-points.ts';
import { rfmCode, rfmCodes } from '../../../app/domain/segments/rfm-codes.ts';
import { rfmScores } from '../../../app/domain/segments/rfm-scores.ts';

test('agreement: the codes of all are the scores of each', () => {
  const random = seededRandom(3);
  const column = (value: () => number): Float64Array => Float64Array.from({ length: 3000 }, value);
  const measures = { recencyDays: column(() => random.integer(1095)), orders: column(() => 1 + random.integer(9)), valueMinor: column(() => 1 + Math.floor(random.exponential() * 5000)) };
  for (const settings of [{ method: 'quintiles' }, { method: 'fixed', recencyDays: [30, 60, 90, 180], orders: [1, 2, 4, 8], valueMinor: [1000, 5000, 9000, 20_000] }] as const) {
    const cutPoints = cutPointsOf(measures, settings);
    const each = Array.from(measures.orders, (orders, i) => {
      const { recency, frequency, monetary } = rfmScores(cutPoints, measures.recencyDays[i]!, orders, measures.valueMinor[i]!);
      return rfmCode(recency, frequency, monetary);
    });
    expect([...rfmCodes(measures, cutPoints)]).toEqual(each);
    expect(new Set(each).size).toBeGreaterThan(50);
  }
});
