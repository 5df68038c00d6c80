import { describe, expect, test } from 'vitest';
import { chooseRoute, secondsOneByOne } from '../../../app/write-back/customer-tags/choose-route.ts';
import { holdBack } from '../../../app/write-back/customer-tags/hold-back.ts';
import { planReversal } from '../../../app/write-back/customer-tags/undo-tag-run.ts';

const A = 'perennial:group:a';
const B = 'perennial:group:b';
const STAGE = 'perennial:stage:active';
const done = (add: string[], remove: string[], undoes = false) => ({ add, remove, undoes });

describe('the route', () => {
  test('is one by one as long as the bucket lets it through in twenty seconds', () => {
    expect(secondsOneByOne({ mutationRoots: 400, level: 2_000, restoreRate: 100 })).toBe(20);
    expect(chooseRoute({ mutationRoots: 400, level: 2_000, restoreRate: 100 }).route).toBe('one-by-one');
    expect(chooseRoute({ mutationRoots: 401, level: 2_000, restoreRate: 100 }).route).toBe('bulk');
  });
  test('takes a better plan into account, and the smallest one where nothing is known', () => {
    expect(chooseRoute({ mutationRoots: 5_000, level: 20_000, restoreRate: 2_000 }).route).toBe('one-by-one');
    expect(chooseRoute({ mutationRoots: 201, level: null, restoreRate: null }).route).toBe('bulk');
  });
});

describe('holding back', () => {
  test('nothing without a history, and nothing of another kind', () => {
    expect(holdBack(done([A], []), [])).toMatchObject({ add: [A] });
    expect(holdBack(done([A], []), [done([STAGE], [])])).toMatchObject({ add: [A] });
  });
  test('what was undone, not what comes instead', () => {
    const undone = done([A], [B], true);
    expect(holdBack(done([B], [A]), [undone])).toBeNull();
    expect(holdBack(done(['perennial:group:c'], [A]), [undone])).toMatchObject({ add: ['perennial:group:c'], remove: [A] });
    expect(holdBack(done([B, STAGE], [A]), [undone])).toMatchObject({ add: [STAGE], remove: [] });
  });
  test('what was added and taken off by hand, but not what we took off ourselves', () => {
    expect(holdBack(done([A], []), [done([A], [])])).toBeNull();
    expect(holdBack(done([A], []), [done([], [A]), done([A], [])])).toMatchObject({ add: [A] });
    expect(holdBack(done([], [A]), [done([A], [])])).toMatchObject({ remove: [A] });
  });
});

describe('taking a change back', () => {
  const change = { customerId: 1n, add: [B, STAGE], remove: [A] };
  test('puts everything back where all of it is in place', () => {
    expect(planReversal(change, [B, STAGE], [])).toEqual({ add: [A], remove: [B, STAGE] });
  });
  test('leaves a kind alone that a later change or a hand has touched', () => {
    expect(planReversal(change, ['perennial:group:c', STAGE], [{ customerId: 1n, add: ['perennial:group:c'], remove: [B] }])).toEqual({ add: [], remove: [STAGE] });
    expect(planReversal(change, [STAGE], [])).toEqual({ add: [], remove: [STAGE] });
    expect(planReversal(change, [], [])).toBeNull();
  });
  test('goes on where an undoing that failed has taken back one half', () => {
    expect(planReversal(change, [], [], { add: [], remove: [B, STAGE] })).toEqual({ add: [A], remove: [] });
    expect(planReversal(change, [A, B, STAGE], [], { add: [A], remove: [] })).toEqual({ add: [], remove: [B, STAGE] });
    expect(planReversal(change, [A], [], { add: [A], remove: [B, STAGE] })).toBeNull();
  });
});
