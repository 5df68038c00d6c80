// The seasons of the settings page as they are sent: one field a value, and a row of fields for each window of the merchant's own.
import type { Day } from '../../../domain/glossary.ts';
import { currentOrNextSpan, type SeasonWindow, type Seasons } from '../../../domain/segments/seasons/season-windows.ts';
import { dayText } from '../../shop/shop-calendar.ts';
import { MOST_OWN_WINDOWS } from '../../shop-settings.ts';

export const NAMED_WINDOWS = ['double-11', 'black-friday'] as const;
export const OWN_ROWS = Array.from({ length: MOST_OWN_WINDOWS }, (_, i) => `season.own.${i}`);

/** When the named windows are this year, or next where they are over: first and last day, YYYY-MM-DD, without days around them. */
export function namedWindowDates(today: Day): Record<(typeof NAMED_WINDOWS)[number], { from: string; until: string }> {
  const dates = (kind: (typeof NAMED_WINDOWS)[number]) => {
    const { from, until } = currentOrNextSpan({ kind, daysBefore: 0, daysAfter: 0 }, today);
    return { from: dayText(from), until: dayText(until) };
  };
  return { 'double-11': dates('double-11'), 'black-friday': dates('black-friday') };
}

type Form = Record<string, string>;

export function seasonsToForm({ frequencyWeight, windows }: Seasons): Form {
  const form: Form = { 'season.weight': String(frequencyWeight) };
  for (const kind of NAMED_WINDOWS) {
    const window = windows.find((other) => other.kind === kind);
    const around = window && window.kind !== 'own' ? window : null;
    form[`season.${kind}`] = around ? 'on' : '';
    form[`season.${kind}.daysBefore`] = String(around?.daysBefore ?? 0);
    form[`season.${kind}.daysAfter`] = String(around?.daysAfter ?? 0);
  }
  const own = windows.filter((window) => window.kind === 'own');
  OWN_ROWS.forEach((row, i) => {
    const window = own[i];
    form[row] = window ? 'on' : '';
    form[`${row}.name`] = window?.name ?? '';
    form[`${row}.from.month`] = String(window?.from.month ?? 1);
    form[`${row}.from.day`] = String(window?.from.day ?? 1);
    form[`${row}.to.month`] = String(window?.to.month ?? 1);
    form[`${row}.to.day`] = String(window?.to.day ?? 1);
  });
  return form;
}

/** Unchecked: what stands in the fields, as numbers. @returns the windows, and for each the row of fields it came from */
export function unsafeSeasonsOfForm(form: Form, numberOf: (text: string | undefined) => number): { seasons: Seasons; rows: string[] } {
  const windows: SeasonWindow[] = [];
  const rows: string[] = [];
  for (const kind of NAMED_WINDOWS) {
    const row = `season.${kind}`;
    if (form[row] !== 'on') continue;
    windows.push({ kind, daysBefore: numberOf(form[`${row}.daysBefore`]), daysAfter: numberOf(form[`${row}.daysAfter`]) });
    rows.push(row);
  }
  for (const row of OWN_ROWS) {
    if (form[row] !== 'on') continue;
    const monthDay = (end: 'from' | 'to') => ({ month: numberOf(form[`${row}.${end}.month`]), day: numberOf(form[`${row}.${end}.day`]) });
    windows.push({ kind: 'own', name: form[`${row}.name`] ?? '', from: monthDay('from'), to: monthDay('to') });
    rows.push(row);
  }
  return { seasons: { frequencyWeight: numberOf(form['season.weight']), windows }, rows };
}

/** Where on the page a wrong value stands. @param path in the settings' schema, after "seasons" */
export function seasonFieldOf(path: readonly string[], rows: readonly string[]): string {
  const [noun, place, ...rest] = path;
  if (noun === 'frequencyWeight') return 'season.weight';
  const row = rows[Number(place)];
  if (!row) return 'season';
  // A date as a whole: it is its day that no year has.
  return [row, ...rest, ...(rest.length === 1 && (rest[0] === 'from' || rest[0] === 'to') ? ['day'] : [])].join('.');
}
