import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { RFM_GROUPS, VALUE_TIERS, type ScoringSettings } from '../../../app/domain/glossary.ts';
import { buildPurchaseHistory } from '../../../app/domain/purchase-history.ts';
import { definitionChanges } from '../../../app/domain/segments/definition/definition-changes.ts';
import { placesOnDay } from '../../../app/domain/segments/places-on-day.ts';
import { cellGroup, cellTier, FREQUENCY_MONETARY_MEANS, GROUP_MAP, meanColumn } from '../../../app/domain/segments/rfm-cell-map.ts';
import { fitSegments } from '../../../app/domain/segments/segment-model.ts';
import type { SeasonWindow } from '../../../app/domain/segments/seasons/season-windows.ts';
import { order, SETTINGS, TODAY } from '../support/orders.ts';

const FIVE = [1, 2, 3, 4, 5];
const PAIRS = FIVE.flatMap((f) => FIVE.map((m): [number, number] => [f, m]));
const WEIGHTS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];

describe.each(WEIGHTS)('with frequency counting %d times', (weight) => {
  test('all 125 cells have a group, by the mean in whole numbers alone', () => {
    for (const r of FIVE) {
      for (const [f, m] of PAIRS) {
        // 2 w is whole, so is everything here: the column is the largest half that is not above the mean.
        const [sum, parts] = [2 * weight * f + 2 * m, 2 * weight + 2];
        const column = FREQUENCY_MONETARY_MEANS.filter((mean) => 2 * mean * parts <= 2 * sum).length - 1;
        expect(meanColumn(f, m, weight), `${f}${m}`).toBe(column);
        const group = cellGroup(r, f, m, weight);
        expect(group, `${r}${f}${m}`).toBe(GROUP_MAP[r as 1 | 2 | 3 | 4 | 5][column]);
        expect(RFM_GROUPS.filter((name) => name !== 'prospects')).toContain(group);
      }
    }
  });

  test('better scores never make a lower mean, and equal scores are their own mean', () => {
    for (const [f, m] of PAIRS) {
      expect(meanColumn(f, f, weight)).toBe(2 * f - 2);
      if (f < 5) expect(meanColumn(f + 1, m, weight)).toBeGreaterThanOrEqual(meanColumn(f, m, weight));
      if (m < 5) expect(meanColumn(f, m + 1, weight)).toBeGreaterThanOrEqual(meanColumn(f, m, weight));
    }
  });

  test('all ten groups are still reached, and those without an order are prospects', () => {
    expect(new Set(FIVE.flatMap((r) => PAIRS.map(([f, m]) => cellGroup(r, f, m, weight)))).size).toBe(10);
    expect(cellGroup(0, 0, 0, weight)).toBe('prospects');
  });
});

test('who buys more often than they spend gains with the weight, who spends more than they buy loses', () => {
  for (const [f, m] of PAIRS) {
    const columns = WEIGHTS.map((weight) => meanColumn(f, m, weight));
    const ascending = columns.toSorted((a, b) => a - b);
    expect(columns, `${f}${m}`).toEqual(f >= m ? ascending : ascending.toReversed());
  }
});

describe('a season', () => {
  const orders = [order(1, TODAY - 300, 9_000), order(1, TODAY - 3, 9_000), ...Array.from({ length: 6 }, (_, k) => order(2, TODAY - 40 * k - 5, 500)), order(3, TODAY - 90, 2_000), order(4, TODAY - 200, 2_000), order(5, TODAY - 10, 3_000)];
  const at = (today: number) => buildPurchaseHistory({ customerIds: [1n, 2n, 3n, 4n, 5n, 6n], orders, unpaidAfterDays: 30, today });
  const date = new Date(TODAY * 86_400_000);
  const window: SeasonWindow = { kind: 'own', name: 'Now', from: { month: date.getUTCMonth() + 1, day: date.getUTCDate() }, to: { month: date.getUTCMonth() + 1, day: date.getUTCDate() } };
  const settings: ScoringSettings = { ...SETTINGS, seasons: { frequencyWeight: 5, windows: [window] } };
  const placesOf = (today: number, by: ScoringSettings) => placesOnDay(at(today), by, [0, 0, 0, 0, 0, 0]);

  test('holds on its days, moves groups and no tier or stage, and goes back by itself', () => {
    expect(fitSegments(at(TODAY), settings).season).toEqual({ window, frequencyWeight: 5, from: TODAY, until: TODAY });
    for (const day of [TODAY - 1, TODAY + 1]) expect(placesOf(day, settings)).toEqual(placesOf(day, SETTINGS));
    const [within, without] = [placesOf(TODAY, settings), placesOf(TODAY, SETTINGS)];
    expect(within.group).not.toEqual(without.group);
    expect({ tier: within.tier, stage: within.stage }).toEqual({ tier: without.tier, stage: without.stage });
  });

  test('the order of rows does not matter', () => {
    const expected = placesOf(TODAY, settings);
    fc.assert(
      fc.property(fc.shuffledSubarray(orders, { minLength: orders.length }), fc.shuffledSubarray([1n, 2n, 3n, 4n, 5n, 6n], { minLength: 6 }), (rows, customerIds) => {
        const history = buildPurchaseHistory({ customerIds, orders: rows, unpaidAfterDays: 30, today: TODAY });
        expect(placesOnDay(history, settings, [0, 0, 0, 0, 0, 0])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

test('all 27 combinations of levels have a tier, whatever the season: tiers know no mean', () => {
  for (const r of [1, 3, 5]) for (const f of [1, 3, 5]) for (const m of [1, 3, 5]) expect(VALUE_TIERS).toContain(cellTier(r, f, m));
});

describe('what a version changes', () => {
  const fixed = { method: 'fixed', recencyDays: [30, 60, 90, 180], orders: [1, 2, 4, 8], valueMinor: [10, 20, 30, 40] } as const;
  const own: SeasonWindow = { kind: 'own', name: 'Fair', from: { month: 5, day: 1 }, to: { month: 5, day: 9 } };

  test('is nothing where the two are the same but for the order of windows', () => {
    const windows: SeasonWindow[] = [own, { kind: 'double-11', daysBefore: 1, daysAfter: 2 }];
    const one = { ...SETTINGS, cutPoints: fixed, seasons: { frequencyWeight: 2, windows } };
    expect(definitionChanges(one, structuredClone({ ...one, seasons: { frequencyWeight: 2, windows: windows.toReversed() } }))).toEqual([]);
  });

  test('is told item by item, and told again by the way back', () => {
    const before = { ...SETTINGS, cutPoints: fixed, seasons: { frequencyWeight: 2, windows: [own] } };
    const longer: SeasonWindow = { ...own, to: { month: 5, day: 12 } };
    const after = { ...SETTINGS, unpaidAfterDays: 7, cutPoints: { ...fixed, orders: [1, 2, 3, 4] }, seasons: { frequencyWeight: 2.5, windows: [longer, { kind: 'black-friday', daysBefore: 0, daysAfter: 0 } as const] } };
    expect(definitionChanges(before, after)).toEqual([
      { what: 'unpaid-after', fromDays: 30, toDays: 7 },
      { what: 'thresholds', measure: 'orders', from: [1, 2, 4, 8], to: [1, 2, 3, 4] },
      { what: 'frequency-weight', from: 2, to: 2.5 },
      { what: 'window-changed', from: own, to: longer },
      { what: 'window-added', window: { kind: 'black-friday', daysBefore: 0, daysAfter: 0 } },
    ]);
    expect(definitionChanges(after, before).map(({ what }) => what)).toEqual(['unpaid-after', 'thresholds', 'frequency-weight', 'window-changed', 'window-removed']);
    expect(definitionChanges(before, SETTINGS)).toEqual([{ what: 'method', to: 'quintiles' }, { what: 'window-removed', window: own }]);
  });
});
