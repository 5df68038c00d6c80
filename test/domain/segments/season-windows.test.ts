import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { blackFriday, dayOf, yearOf } from '../../../app/domain/segments/seasons/calendar.ts';
import { currentOrNextSpan, seasonOn, windowSpan, type SeasonWindow } from '../../../app/domain/segments/seasons/season-windows.ts';
import { shopDay } from '../../../app/records/shop/shop-calendar.ts';

const text = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const spanText = (window: SeasonWindow, year: number): string => {
  const span = windowSpan(window, year);
  return span ? `${text(span.from)}…${text(span.until)}` : 'none';
};
const own = (fromMonth: number, fromDay: number, toMonth: number, toDay: number, name = 'Own'): SeasonWindow => ({ kind: 'own', name, from: { month: fromMonth, day: fromDay }, to: { month: toMonth, day: toDay } });
const DOUBLE_11: SeasonWindow = { kind: 'double-11', daysBefore: 0, daysAfter: 0 };
const BLACK_FRIDAY: SeasonWindow = { kind: 'black-friday', daysBefore: 0, daysAfter: 0 };

describe('the named windows', () => {
  // Black Fridays as the calendars of these years print them.
  test.each([
    [2016, '2016-11-25'], [2017, '2017-11-24'], [2018, '2018-11-23'], [2019, '2019-11-29'], [2020, '2020-11-27'], [2021, '2021-11-26'],
    [2022, '2022-11-25'], [2023, '2023-11-24'], [2024, '2024-11-29'], [2025, '2025-11-28'], [2026, '2026-11-27'], [2027, '2027-11-26'], [2028, '2028-11-24'],
  ])('reference: Black Friday of %d is %s', (year, day) => expect(text(blackFriday(year))).toBe(day));

  test('Black Friday follows the fourth Thursday of November in every year', () => {
    for (let year = 1970; year <= 2400; year += 1) {
      const day = new Date(blackFriday(year) * 86_400_000);
      expect(day.getUTCDay()).toBe(5);
      const thursday = (blackFriday(year) - dayOf(year, 11, 1));
      // The fourth Thursday is one of the days 22 to 28.
      expect(thursday).toBeGreaterThanOrEqual(22);
      expect(thursday).toBeLessThanOrEqual(28);
    }
  });

  test('run through Cyber Monday, with the days asked for around them', () => {
    expect(spanText(BLACK_FRIDAY, 2026)).toBe('2026-11-27…2026-11-30');
    expect(spanText({ kind: 'black-friday', daysBefore: 4, daysAfter: 2 }, 2024)).toBe('2024-11-25…2024-12-04');
    expect(spanText(DOUBLE_11, 2026)).toBe('2026-11-11…2026-11-11');
    expect(spanText({ kind: 'double-11', daysBefore: 10, daysAfter: 1 }, 2027)).toBe('2027-11-01…2027-11-12');
    expect(spanText({ kind: 'double-11', daysBefore: 30, daysAfter: 30 }, 2027)).toBe('2027-10-12…2027-12-11');
  });
});

describe('a window of the merchant’s own', () => {
  test('may run over the turn of the year', () => {
    expect(spanText(own(12, 20, 1, 6), 2026)).toBe('2026-12-20…2027-01-06');
    for (const day of ['2026-12-20', '2026-12-31', '2027-01-01', '2027-01-06']) expect(seasonOn({ frequencyWeight: 2, windows: [own(12, 20, 1, 6)] }, Date.parse(day) / 86_400_000)?.until).toBe(dayOf(2027, 1, 6));
    for (const day of ['2026-12-19', '2027-01-07']) expect(seasonOn({ frequencyWeight: 2, windows: [own(12, 20, 1, 6)] }, Date.parse(day) / 86_400_000)).toBeNull();
  });

  test('keeps to the days there are in a year without 29 February', () => {
    expect(spanText(own(2, 10, 2, 29), 2024)).toBe('2024-02-10…2024-02-29');
    expect(spanText(own(2, 10, 2, 29), 2025)).toBe('2025-02-10…2025-02-28');
    expect(spanText(own(2, 29, 3, 5), 2024)).toBe('2024-02-29…2024-03-05');
    expect(spanText(own(2, 29, 3, 5), 2025)).toBe('2025-03-01…2025-03-05');
    expect(spanText(own(2, 29, 2, 29), 2024)).toBe('2024-02-29…2024-02-29');
    expect(spanText(own(2, 29, 2, 29), 2025)).toBe('none');
    expect(text(currentOrNextSpan(own(2, 29, 2, 29), dayOf(2096, 3, 1)).from)).toBe('2104-02-29');
    expect(spanText(own(3, 1, 2, 29), 2024)).toBe('2024-03-01…2025-02-28');
    expect(spanText(own(1, 1, 12, 31), 2025)).toBe('2025-01-01…2025-12-31');
  });

  test('agreement: a day is in it exactly when its month and day lie between, whatever the year', () => {
    const monthDay = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) });
    fc.assert(
      fc.property(monthDay, monthDay, fc.integer({ min: dayOf(1990, 1, 1), max: dayOf(2110, 1, 1) }), (from, to, day) => {
        const date = new Date(day * 86_400_000);
        const place = ({ month, day: dayOfMonth }: { month: number; day: number }) => month * 100 + dayOfMonth;
        const at = place({ month: date.getUTCMonth() + 1, day: date.getUTCDate() });
        const within = place(from) <= place(to) ? at >= place(from) && at <= place(to) : at >= place(from) || at <= place(to);
        expect(seasonOn({ frequencyWeight: 2, windows: [{ kind: 'own', name: 'x', from, to }] }, day) !== null).toBe(within);
      }),
    );
  });

  test('on a date that no year has is a bug', () => expect(() => currentOrNextSpan(own(4, 31, 4, 31), dayOf(2026, 1, 1))).toThrow(RangeError));
});

describe('the season of a day', () => {
  const seasons = { frequencyWeight: 3, windows: [DOUBLE_11, BLACK_FRIDAY, own(11, 20, 11, 28, 'Fair')] };

  test('is none outside of all windows, and comes back every year', () => {
    for (let year = 1999; year < 2060; year += 1) {
      expect(seasonOn(seasons, dayOf(year, 11, 10))).toBeNull();
      expect(seasonOn(seasons, dayOf(year, 11, 11))).toEqual({ window: DOUBLE_11, frequencyWeight: 3, from: dayOf(year, 11, 11), until: dayOf(year, 11, 11) });
      expect(seasonOn(seasons, dayOf(year, 11, 12))).toBeNull();
      expect(yearOf(dayOf(year, 12, 31))).toBe(year);
    }
  });

  test('is the one that ends last where they overlap, of equals the first in the list', () => {
    expect(seasonOn(seasons, dayOf(2026, 11, 26))?.window).toEqual(own(11, 20, 11, 28, 'Fair'));
    expect(seasonOn(seasons, dayOf(2026, 11, 27))?.window).toBe(BLACK_FRIDAY);
    expect(seasonOn({ frequencyWeight: 2, windows: [own(5, 1, 5, 9, 'A'), own(5, 3, 5, 9, 'B')] }, dayOf(2026, 5, 4))?.window).toMatchObject({ name: 'A' });
    expect(seasonOn({ frequencyWeight: 2, windows: [] }, dayOf(2026, 11, 11))).toBeNull();
  });

  test('begins and ends at midnight in the shop, not in Greenwich', () => {
    const at = (moment: string, zone: string) => seasonOn({ frequencyWeight: 2, windows: [DOUBLE_11] }, shopDay(Date.parse(moment), zone)) !== null;
    // Shanghai is 8 hours ahead, Los Angeles 8 behind in November; Kiribati is the first to have the day, 14 hours ahead.
    expect([at('2026-11-10T15:59:59Z', 'Asia/Shanghai'), at('2026-11-10T16:00:00Z', 'Asia/Shanghai'), at('2026-11-11T15:59:59Z', 'Asia/Shanghai'), at('2026-11-11T16:00:00Z', 'Asia/Shanghai')]).toEqual([false, true, true, false]);
    expect([at('2026-11-11T07:59:59Z', 'America/Los_Angeles'), at('2026-11-11T08:00:00Z', 'America/Los_Angeles'), at('2026-11-12T07:59:59Z', 'America/Los_Angeles'), at('2026-11-12T08:00:00Z', 'America/Los_Angeles')]).toEqual([false, true, true, false]);
    expect([at('2026-11-10T10:00:00Z', 'Pacific/Kiritimati'), at('2026-11-11T10:00:00Z', 'Pacific/Kiritimati')]).toEqual([true, false]);
  });
});
