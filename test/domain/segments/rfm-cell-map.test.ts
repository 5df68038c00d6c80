import { describe, expect, test } from 'vitest';
import { RFM_GROUPS, VALUE_TIERS, type ValueTier } from '../../../app/domain/glossary.ts';
import { FREQUENCY_MONETARY_MEANS, GROUP_MAP, TIER_CELLS, cellGroup, cellTier, levelOf, type Level } from '../../../app/domain/segments/rfm-cell-map.ts';

const SCORES = [1, 2, 3, 4, 5];
const CELLS = SCORES.flatMap((r) => SCORES.flatMap((f) => SCORES.map((m) => [r, f, m] as const)));
const LEVELS: readonly Level[] = ['low', 'middle', 'high'];

describe('RFM groups', () => {
  test('all 125 cells have a group, and all ten groups of buyers have a cell', () => {
    const groups = new Set(CELLS.map(([r, f, m]) => cellGroup(r, f, m)));
    expect(CELLS.length).toBe(125);
    expect(groups).toEqual(new Set(RFM_GROUPS.filter((group) => group !== 'prospects')));
  });

  test('the map has a column for every mean of two scores', () => {
    expect(FREQUENCY_MONETARY_MEANS).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
    for (const row of Object.values(GROUP_MAP)) expect(row.length).toBe(9);
  });

  test('frequency and monetary score count alike', () => {
    for (const [r, f, m] of CELLS) expect(cellGroup(r, f, m)).toBe(cellGroup(r, m, f));
  });

  test('the corners are what their names say', () => {
    expect([cellGroup(5, 5, 5), cellGroup(5, 1, 1), cellGroup(1, 5, 5), cellGroup(1, 1, 1), cellGroup(4, 4, 4), cellGroup(0, 0, 0)]).toEqual(['champions', 'new', 'previously-loyal', 'dormant', 'loyal', 'prospects']);
  });

  test('a cell that does not exist is a bug', () => {
    expect(() => cellGroup(6, 1, 1)).toThrow(RangeError);
    expect(() => cellGroup(3, 9, 9)).toThrow(RangeError);
  });
});

describe('value tiers', () => {
  test('all 27 cells go to the nearest of the five defining cells, the first of equals', () => {
    const nearest = (cell: readonly Level[]): ValueTier => {
      const steps = (tier: ValueTier): number => TIER_CELLS[tier].reduce((sum, level, axis) => sum + Math.abs(LEVELS.indexOf(level) - LEVELS.indexOf(cell[axis]!)), 0);
      return VALUE_TIERS.reduce((best, tier) => (steps(tier) < steps(best) ? tier : best));
    };
    for (const [r, f, m] of CELLS) expect(cellTier(r, f, m), `${r}${f}${m}`).toBe(nearest([r, f, m].map(levelOf)));
  });

  test('draws are won in the order in which the tiers are published', () => {
    expect(Object.keys(TIER_CELLS)).toEqual([...VALUE_TIERS]);
  });

  test('the five defining cells are their own', () => {
    expect([cellTier(5, 5, 5), cellTier(3, 3, 3), cellTier(1, 5, 4), cellTier(4, 2, 1), cellTier(1, 1, 1)]).toEqual([...VALUE_TIERS]);
  });
});
