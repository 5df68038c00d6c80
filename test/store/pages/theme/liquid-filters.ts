// The filters that Shopify's Liquid has beyond the plain language, as far as theme app extensions use them.
import { createHash, createHmac } from 'node:crypto';
import type { Liquid } from 'liquidjs';
import { escapeHtml } from '../html.ts';
import { type Translations, translation } from './extension.ts';

export interface FilterSettings {
  readonly locale: string;
  readonly currencyCode: string;
  readonly words: readonly Translations[];
  /** Where the extension's assets are served, without a slash at the end. */
  readonly assetsUrl: string;
}

/** Of liquidjs's own filters those that Shopify has too; the others are taken away, so that their use fails here as there. */
const SHARED_WITH_SHOPIFY = new Set([
  'abs', 'append', 'at_least', 'at_most', 'base64_decode', 'base64_encode', 'capitalize', 'ceil', 'compact', 'concat', 'date', 'default', 'divided_by', 'downcase', 'escape', 'escape_once',
  'find', 'find_index', 'first', 'floor', 'has', 'join', 'json', 'last', 'lstrip', 'map', 'minus', 'modulo', 'newline_to_br', 'plus', 'prepend', 'reject', 'remove', 'remove_first', 'remove_last', 'replace',
  'replace_first', 'replace_last', 'reverse', 'round', 'rstrip', 'size', 'slice', 'sort', 'sort_natural', 'split', 'strip', 'strip_html', 'strip_newlines', 'sum', 'times', 'truncate', 'truncatewords', 'uniq',
  'upcase', 'url_decode', 'url_encode', 'where',
]);

type NamedArguments = Record<string, unknown>;

/** liquidjs gives named arguments as pairs. */
function named(pairs: readonly unknown[]): NamedArguments {
  return Object.fromEntries(pairs.filter((pair): pair is [string, unknown] => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string'));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number | boolean}`;
}

function translate({ words, locale }: FilterSettings, key: string, values: NamedArguments): string {
  let found = translation(words, key);
  if (found && typeof found === 'object' && values['count'] !== undefined) {
    const plural = new Intl.PluralRules(locale).select(Number(values['count']));
    found = found[plural] ?? found['other'] ?? null;
  }
  if (typeof found !== 'string') throw new Error(`translation missing: ${locale}.${key}`);
  const raw = key.endsWith('_html');
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => (raw ? shown(values[name]) : escapeHtml(shown(values[name]))));
}

function money(settings: FilterSettings, minor: unknown, options: Intl.NumberFormatOptions = {}): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: settings.currencyCode, ...options });
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: settings.currencyCode }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(Number(minor) / 10 ** digits);
}

const handleized = (text: unknown) => shown(text).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

export function addShopifyFilters(liquid: Liquid, settings: FilterSettings): void {
  for (const name of Object.keys(liquid.filters)) if (!SHARED_WITH_SHOPIFY.has(name)) liquid.unregisterFilter(name);
  const add = (name: string, filter: (value: unknown, ...args: unknown[]) => string) => liquid.registerFilter(name, filter);

  for (const name of ['t', 'translate']) add(name, (key, ...args) => translate(settings, shown(key), named(args)));
  add('asset_url', (file) => `${settings.assetsUrl}/${shown(file)}`);
  add('stylesheet_tag', (url) => `<link href="${escapeHtml(shown(url))}" rel="stylesheet" type="text/css" media="all" />`);
  add('script_tag', (url) => `<script src="${escapeHtml(shown(url))}" type="text/javascript"></script>`);
  add('money', (minor) => money(settings, minor));
  add('money_with_currency', (minor) => `${money(settings, minor)} ${settings.currencyCode}`);
  add('money_without_currency', (minor) => money(settings, minor, { style: 'decimal', minimumFractionDigits: 2 }));
  add('money_without_trailing_zeros', (minor) => money(settings, minor, { trailingZeroDisplay: 'stripIfInteger' }));
  for (const name of ['handle', 'handleize']) add(name, handleized);
  add('pluralize', (count, one, many) => shown(Number(count) === 1 ? one : many));
  add('sha256', (text) => createHash('sha256').update(shown(text)).digest('hex'));
  add('hmac_sha256', (text, secret) => createHmac('sha256', shown(secret)).update(shown(text)).digest('hex'));
}
