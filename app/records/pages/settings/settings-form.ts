// The settings page as it is sent: text fields in the units that a merchant types, checked by the settings' own schema.
import type { ShopSettings } from '../../shop-settings.ts';
import { shopSettingsSchema } from '../../shop-settings.ts';
import { seasonFieldOf, seasonsToForm, unsafeSeasonsOfForm } from './settings-seasons.ts';

export const WEIGHTS = ['rhythm', 'visits', 'engagement', 'service'] as const;
export const TAG_CHOICES = ['group', 'stage', 'alert'] as const;
export const FIELD_CHOICES = ['stage', 'riskScore', 'offerCode'] as const;
const FOUR = [0, 1, 2, 3] as const;

/** Field name → what stands in it. Checkboxes are "on" or "". */
export type SettingsForm = Record<string, string>;

/** Empty is no number: `Number('')` would be zero. */
const numberOf = (text: string | undefined): number => (text?.trim() ? Number(text) : Number.NaN);

/** @param minorDigits decimals of the shop's currency: a threshold is typed in whole units and kept in minor ones */
export function settingsToForm(settings: ShopSettings, minorDigits: number, suggested: { recencyDays: readonly number[]; orders: readonly number[]; valueMinor: readonly number[] } | null): SettingsForm {
  const fixed = settings.cutPoints.method === 'fixed' ? settings.cutPoints : suggested;
  const form: SettingsForm = {
    unpaidAfterDays: String(settings.unpaidAfterDays),
    cutPoints: settings.cutPoints.method,
    threshold: String(settings.churn.threshold),
    horizonDays: String(settings.churn.horizonDays),
    percentage: String(Math.round(settings.offer.percentage * 10_000) / 100),
    validDays: String(settings.offer.validDays),
    ...seasonsToForm(settings.seasons),
  };
  for (const name of WEIGHTS) form[`weight.${name}`] = String(settings.churn.weights[name]);
  for (const name of TAG_CHOICES) form[`tag.${name}`] = settings.tags[name] ? 'on' : '';
  for (const name of FIELD_CHOICES) form[`field.${name}`] = settings.fields[name] ? 'on' : '';
  for (const i of FOUR) {
    form[`recencyDays.${i}`] = textOf(fixed?.recencyDays[i]);
    form[`orders.${i}`] = textOf(fixed?.orders[i]);
    form[`value.${i}`] = textOf(fixed?.valueMinor[i], 10 ** minorDigits);
  }
  return form;
}

/** Thresholds that no value can pass, or that stand for "none", are not worth suggesting. */
function textOf(value: number | undefined, unit = 1): string {
  return value === undefined || value < 0 || value >= Number.MAX_SAFE_INTEGER ? '' : String(value / unit);
}

export type ParsedSettings = { outcome: 'valid'; settings: ShopSettings } | { outcome: 'invalid'; fields: string[] };

/** @returns the settings, or the names of the fields that are wrong */
export function parseSettingsForm(form: SettingsForm, minorDigits: number): ParsedSettings {
  const four = (name: string, unit = 1) => FOUR.map((i) => Math.round(numberOf(form[`${name}.${i}`]) * unit * 1e6) / 1e6);
  const { seasons, rows } = unsafeSeasonsOfForm(form, numberOf);
  const parsed = shopSettingsSchema.safeParse({
    unpaidAfterDays: numberOf(form['unpaidAfterDays']),
    cutPoints:
      form['cutPoints'] === 'fixed'
        ? { method: 'fixed', recencyDays: four('recencyDays'), orders: four('orders'), valueMinor: four('value', 10 ** minorDigits).map(Math.round) }
        : { method: form['cutPoints'] },
    seasons,
    churn: {
      weights: Object.fromEntries(WEIGHTS.map((name) => [name, numberOf(form[`weight.${name}`])])),
      threshold: numberOf(form['threshold']),
      horizonDays: numberOf(form['horizonDays']),
    },
    tags: Object.fromEntries(TAG_CHOICES.map((name) => [name, form[`tag.${name}`] === 'on'])),
    fields: Object.fromEntries(FIELD_CHOICES.map((name) => [name, form[`field.${name}`] === 'on'])),
    offer: { percentage: numberOf(form['percentage']) / 100, validDays: numberOf(form['validDays']) },
  });
  if (parsed.success) return { outcome: 'valid', settings: parsed.data };
  return { outcome: 'invalid', fields: [...new Set(parsed.error.issues.map(({ path }) => fieldOf(path.map(String), rows)))] };
}

/** Where on the page a wrong value stands. */
function fieldOf(path: readonly string[], rows: readonly string[]): string {
  const [noun = '', ...rest] = path;
  if (noun === 'seasons') return seasonFieldOf(rest, rows);
  if (noun === 'churn') return rest[0] === 'weights' ? (rest[1] ? `weight.${rest[1]}` : 'weights') : (rest[0] ?? noun);
  if (noun === 'cutPoints') return rest[0] === undefined || rest[0] === 'method' ? noun : rest[0] === 'valueMinor' ? 'value' : rest[0];
  if (noun === 'tags') return `tag.${rest[0] ?? ''}`;
  return rest[0] ?? noun;
}
