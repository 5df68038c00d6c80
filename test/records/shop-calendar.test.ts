import { expect, test } from 'vitest';
import { passedOfShopDay } from '../../app/records/shop/shop-calendar.ts';

test.each([
  ['2026-03-10T00:15:00Z', 'UTC', 0],
  ['2026-03-10T11:00:00Z', 'UTC', 0.5],
  ['2026-03-10T23:30:00Z', 'UTC', 1],
  ['2026-03-10T15:30:00Z', 'Asia/Tokyo', 0],
  // A day of 23 hours, and one of 25.
  ['2026-03-29T15:30:00Z', 'Europe/Berlin', 0.5],
  ['2026-03-29T16:45:00Z', 'Europe/Berlin', 1],
  ['2026-10-25T16:15:00Z', 'Europe/Berlin', 0.5],
])('of the shop’s day at %s in %s, %d is over', (at, timeZone, passed) => {
  expect(passedOfShopDay(Date.parse(at), timeZone)).toBe(passed);
});
