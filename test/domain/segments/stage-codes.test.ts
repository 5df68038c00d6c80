import { expect, test } from 'vitest';
import { LIFECYCLE_STAGES, type PurchaseHistory } from '../../../app/domain/glossary.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { stageCodes } from '../../../app/domain/segments/codes/stage-codes.ts';
import { lifecycleStage, ownRhythm } from '../../../app/domain/segments/lifecycle-stage.ts';
import { returnRhythm, type ReturnRhythm } from '../../../app/domain/segments/return-rhythm.ts';
import { historyOf, order, TODAY } from '../support/orders.ts';

const random = seededRandom(11);

/** Buyers of all kinds: once, several times a day, in even gaps, in uneven ones, some of them long gone, some come back late. */
function shop(buyers: number): PurchaseHistory {
  const orders = Array.from({ length: buyers }, (_, i) => {
    let ago = random.integer(500);
    const even = 1 + random.integer(40);
    return Array.from({ length: 1 + random.integer(6) }, () => {
      const made = order(i + 1, TODAY - ago);
      ago += random.uniform() < 0.1 ? 0 : random.uniform() < 0.4 ? even : random.integer(400);
      return made;
    });
  });
  return historyOf(orders.flat());
}

function eachAlone(history: PurchaseHistory, rhythm: ReturnRhythm): string[] {
  return Array.from(history.customerIds, (_, i) => lifecycleStage(rhythm, ownRhythm(rhythm, history.orderDay, history.today, history.orderStart[i], history.orderStart[i + 1])));
}

const stagesOf = (history: PurchaseHistory, rhythm: ReturnRhythm): (string | undefined)[] => Array.from(stageCodes(history, rhythm), (code) => LIFECYCLE_STAGES[code]);

test('agreement: the stages of all are the stage of each', () => {
  const history = shop(3000);
  const rhythm = returnRhythm(history);
  expect(stagesOf(history, rhythm)).toEqual(eachAlone(history, rhythm));
  expect(new Set(stagesOf(history, rhythm))).toEqual(new Set(LIFECYCLE_STAGES.filter((stage) => stage !== 'prospect')));
});

test('limits: also where a threshold is exactly what a customer has reached, or next to it', () => {
  const history = shop(60);
  const learned = returnRhythm(history);
  let reached = 0;
  for (let i = 0; i < history.customerIds.length; i += 1) {
    const own = ownRhythm(learned, history.orderDay, history.today, history.orderStart[i], history.orderStart[i + 1]);
    const ratio = own.daysSinceLastOrder / own.usualGapDays;
    if (own.purchaseDays === 1 || ratio === 0) continue;
    for (const lost of [ratio, ratio * (1 + Number.EPSILON), ratio * (1 - Number.EPSILON)]) {
      const rhythm = { ...learned, overdueRatio: { cooling: lost / 4, atRisk: lost / 2, lost } };
      expect(stagesOf(history, rhythm)).toEqual(eachAlone(history, rhythm));
      if (stagesOf(history, rhythm)[i] === 'lost') reached += 1;
    }
  }
  expect(reached).toBeGreaterThan(20);
});

test('limits: nobody, and a customer without an order', () => {
  const none = historyOf([]);
  expect([...stageCodes(none, returnRhythm(none))]).toEqual([]);
  const one = { ...none, customerIds: BigInt64Array.of(7n), orderStart: Uint32Array.of(0, 0) };
  expect(stagesOf(one, returnRhythm(one))).toEqual(['prospect']);
});
