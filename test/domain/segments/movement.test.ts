import { describe, expect, it } from 'vitest';
import { historyAsOf } from '../../../app/domain/churn/calibration/as-of.ts';
import { fitSegments } from '../../../app/domain/segments/segment-model.ts';
import { ABSENT, movedBetween, movementBetween, movementMatrix, VOCABULARIES, type Places, type Vocabulary } from '../../../app/domain/segments/movement.ts';
import { placesOnDay } from '../../../app/domain/segments/places-on-day.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { historyOf, order, SETTINGS, TODAY } from '../support/orders.ts';
import { simulatedOrders } from '../support/simulated-shop.ts';

const KINDS = Object.keys(VOCABULARIES) as Vocabulary[];
const code = <V extends Vocabulary>(vocabulary: V, name: (typeof VOCABULARIES)[V][number]) => (VOCABULARIES[vocabulary] as readonly string[]).indexOf(name);
const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);

/** Rows: customer, group, tier, stage. */
function places(rows: readonly [number, (typeof VOCABULARIES)['group'][number], (typeof VOCABULARIES)['tier'][number], (typeof VOCABULARIES)['stage'][number]][]): Places {
  return {
    customerIds: BigInt64Array.from(rows, ([id]) => BigInt(id)),
    group: Uint8Array.from(rows, ([, group]) => code('group', group)),
    tier: Uint8Array.from(rows, ([, , tier]) => code('tier', tier)),
    stage: Uint8Array.from(rows, ([, , , stage]) => code('stage', stage)),
  };
}

function shuffled(of: Places, seed: number): Places {
  const random = seededRandom(seed);
  const order = Array.from(of.customerIds, (_, i) => ({ i, at: random.uniform() })).sort((a, b) => a.at - b.at).map(({ i }) => i);
  const pick = (codes: Uint8Array) => Uint8Array.from(order, (i) => codes[i]!);
  return { customerIds: BigInt64Array.from(order, (i) => of.customerIds[i]!), group: pick(of.group), tier: pick(of.tier), stage: pick(of.stage) };
}

describe('the matrix of a hand-made shop', () => {
  const before = places([
    [4, 'loyal', 'high-value', 'active'],
    [1, 'new', 'new', 'first-time'],
    [2, 'new', 'new', 'first-time'],
    [3, 'prospects', 'low-value', 'prospect'],
    [9, 'dormant', 'low-value', 'lost'],
  ]);
  const after = places([
    [1, 'champions', 'high-value', 'active'],
    [2, 'promising', 'new', 'cooling'],
    [3, 'new', 'new', 'first-time'],
    [4, 'loyal', 'high-value', 'active'],
    [7, 'new', 'new', 'first-time'],
    [8, 'prospects', 'low-value', 'prospect'],
  ]);
  const movement = movementBetween(before, after);
  const cell = (vocabulary: Vocabulary, from: string | null, to: string | null) => {
    const { names, counts } = movementMatrix(movement, vocabulary);
    const at = (name: string | null) => (name === null ? names.length : names.indexOf(name));
    return counts[at(from)]?.[at(to)];
  };

  it('counts each customer once, in the row of then and the column of now', () => {
    expect(cell('group', 'new', 'champions')).toBe(1);
    expect(cell('group', 'new', 'promising')).toBe(1);
    expect(cell('group', 'prospects', 'new')).toBe(1);
    expect(cell('group', 'loyal', 'loyal')).toBe(1);
    expect(cell('tier', 'new', 'high-value')).toBe(1);
    expect(cell('tier', 'new', 'new')).toBe(1);
    expect(cell('stage', 'first-time', 'cooling')).toBe(1);
    for (const kind of KINDS) expect(sum(movementMatrix(movement, kind).counts.flat())).toBe(7);
  });

  it('has those who came in a row, and those who went in a column, of their own', () => {
    expect(cell('group', null, 'new')).toBe(1);
    expect(cell('group', null, 'prospects')).toBe(1);
    expect(cell('group', 'dormant', null)).toBe(1);
    expect(cell('group', null, null)).toBe(0);
  });

  it('leads from each cell to its customers', () => {
    expect([...movedBetween(movement, 'group', code('group', 'new'), code('group', 'champions'))]).toEqual([1n]);
    expect([...movedBetween(movement, 'tier', ABSENT, code('tier', 'new'))]).toEqual([7n]);
    expect([...movedBetween(movement, 'stage', code('stage', 'lost'), ABSENT)]).toEqual([9n]);
  });

  it('does not depend on the order of the rows', () => {
    for (let seed = 1; seed <= 20; seed += 1) expect(movementBetween(shuffled(before, seed), shuffled(after, seed + 100))).toEqual(movement);
  });

  it('is the same with the days exchanged, turned over', () => {
    const back = movementBetween(after, before);
    for (const kind of KINDS) {
      const { counts } = movementMatrix(movement, kind);
      expect(movementMatrix(back, kind).counts).toEqual(counts.map((row, i) => row.map((_, j) => counts[j]![i]!)));
    }
  });

  it('of nobody is empty', () => {
    const nobody = places([]);
    expect(movementMatrix(movementBetween(nobody, nobody), 'tier').counts.flat().every((n) => n === 0)).toBe(true);
    expect(sum(movementMatrix(movementBetween(nobody, after), 'tier').counts[5]!)).toBe(6);
  });
});

describe('a place on a day', () => {
  it('is taken by who had bought, or was known, and by nobody else', () => {
    const history = historyOf([order(1, TODAY - 200), order(1, TODAY - 10), order(2, TODAY - 20)]);
    const then = historyAsOf(history, TODAY - 100);
    expect([...placesOnDay(then, SETTINGS, [TODAY - 200, TODAY - 20]).customerIds]).toEqual([1n]);
    const known = placesOnDay(then, SETTINGS, [TODAY - 10, TODAY - 100]);
    // Who ordered before their account was made was there all the same; who is known without an order is a prospect.
    expect([...known.customerIds]).toEqual([1n, 2n]);
    expect(VOCABULARIES.stage[known.stage[1]!]).toBe('prospect');
  });

  it('is learned from the past alone: what came later changes nothing', () => {
    const orders = simulatedOrders(400, 3);
    const whole = historyOf(orders);
    const day = TODAY - 120;
    const early = historyOf(orders.filter((one) => one.day <= day), day);
    const known = new Int32Array(whole.customerIds.length).fill(TODAY);
    const places = placesOnDay(historyAsOf(whole, day), SETTINGS, known);
    expect(places).toEqual(placesOnDay(early, SETTINGS, known));
    expect(fitSegments(historyAsOf(whole, day), SETTINGS)).toEqual(fitSegments(early, SETTINGS));
  });
});
