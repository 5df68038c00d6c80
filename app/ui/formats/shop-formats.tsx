// Numbers, money and dates in the language of the page, in the currency and the time zone of the shop.
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface ShopFormat {
  /** ISO 4217. */
  readonly currencyCode: string;
  /** Decimals of the currency's minor unit. */
  readonly minorDigits: number;
  /** IANA name. */
  readonly timeZone: string;
}

const MS_PER_DAY = 86_400_000;
/** Stands for a value that there is none of; screen readers are told by the text beside it. */
export const NOTHING = '–';

export interface Formats {
  readonly shop: ShopFormat;
  number(value: number, digits?: number): string;
  /** With just so many decimals, so that figures in a column add up by eye. */
  fixed(value: number, digits: number): string;
  /** @param share 0 to 1 */
  percent(share: number): string;
  /** A share in a column of shares: always one decimal, so that they stand under each other. @param share 0 to 1 */
  share(share: number): string;
  /** @param currencyCode other than the shop's, with its own decimals by Intl */
  money(minor: number, currencyCode?: string): string;
  /** Whole units, for figures where cents are noise. */
  moneyRounded(minor: number): string;
  /** @param isoDay a calendar day of the shop, YYYY-MM-DD */
  day(isoDay: string): string;
  /** @param month 1 to 12 */
  month(month: number): string;
  /** A day of every year. @param month 1 to 12 */
  monthDay(month: number, dayOfMonth: number): string;
  /** A moment as a day of the shop. */
  dayOfMoment(ms: number): string;
  moment(ms: number): string;
  days(count: number): string;
  /** Decimal megabytes, as files are sized. */
  megabytes(bytes: number): string;
  currencyName(): string;
  /** The names in a row, as the language joins them. */
  list(items: readonly string[]): string;
}

// The spaces that one engine's Intl writes and another's does not: server and browser have to say the same.
const plainSpaces = (text: string) => text.replace(/[\u202f\u2009]/g, ' ');

export function makeFormats(language: string, shop: ShopFormat): Formats {
  const { currencyCode, minorDigits, timeZone } = shop;
  const memo = new Map<string, (value: number) => string>();
  const numberFormat = (key: string, options: Intl.NumberFormatOptions) => {
    let format = memo.get(key);
    if (!format) {
      const intl = new Intl.NumberFormat(language, options);
      memo.set(key, (format = (value) => plainSpaces(intl.format(value))));
    }
    return format;
  };
  const dateFormat = (key: string, options: Intl.DateTimeFormatOptions) => {
    let format = memo.get(key);
    if (!format) {
      const intl = new Intl.DateTimeFormat(language, options);
      memo.set(key, (format = (value) => plainSpaces(intl.format(value))));
    }
    return format;
  };
  const inShop: Intl.NumberFormatOptions = { style: 'currency', currency: currencyCode, currencyDisplay: 'narrowSymbol' };
  const scale = 10 ** minorDigits;
  return {
    shop,
    number: (value, digits = 0) => numberFormat(`n${digits}`, { maximumFractionDigits: digits })(value),
    fixed: (value, digits) => numberFormat(`f${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits })(value),
    percent: (share) => numberFormat('%', { style: 'percent', maximumFractionDigits: 1 })(share),
    share: (share) => numberFormat('share', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })(share),
    money(minor, other) {
      if (!other || other === currencyCode) return numberFormat('$', { ...inShop, minimumFractionDigits: minorDigits, maximumFractionDigits: minorDigits })(minor / scale);
      const digits = new Intl.NumberFormat('en', { style: 'currency', currency: other }).resolvedOptions().maximumFractionDigits ?? 2;
      return numberFormat(`$${other}`, { style: 'currency', currency: other })(minor / 10 ** digits);
    },
    moneyRounded: (minor) => numberFormat('$0', { ...inShop, minimumFractionDigits: 0, maximumFractionDigits: 0 })(minor / scale),
    day: (isoDay) => dateFormat('day', { dateStyle: 'medium', timeZone: 'UTC' })(Date.parse(`${isoDay}T00:00:00Z`)),
    month: (month) => dateFormat('month', { month: 'long', timeZone: 'UTC' })(Date.UTC(2024, month - 1, 1)),
    // In a leap year, for the sake of 29 February.
    monthDay: (month, dayOfMonth) => dateFormat('monthDay', { month: 'long', day: 'numeric', timeZone: 'UTC' })(Date.UTC(2024, month - 1, dayOfMonth)),
    dayOfMoment: (ms) => dateFormat('dayOf', { dateStyle: 'medium', timeZone })(ms),
    moment: (ms) => dateFormat('moment', { dateStyle: 'medium', timeStyle: 'short', timeZone })(ms),
    // A space between figure and word, as Chinese product texts have it.
    days: (count) => numberFormat('days', { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 0 })(count).replace(/(\d)(?=\p{Script=Han})/u, '$1 '),
    megabytes: (bytes) => numberFormat('mb', { style: 'unit', unit: 'megabyte', unitDisplay: 'short', maximumFractionDigits: 1 })(bytes / 1e6),
    currencyName: () => new Intl.DisplayNames(language, { type: 'currency' }).of(currencyCode) ?? currencyCode,
    list: (items) => new Intl.ListFormat(language, { type: 'conjunction' }).format(items),
  };
}

/** Whole days from a calendar day to another, both YYYY-MM-DD. */
export function daysBetween(fromDay: string, toDay: string): number {
  return Math.round((Date.parse(toDay) - Date.parse(fromDay)) / MS_PER_DAY);
}

const ShopFormatContext = createContext<ShopFormat>({ currencyCode: 'USD', minorDigits: 2, timeZone: 'UTC' });

export function ShopFormatProvider({ shop, children }: { shop: ShopFormat; children: ReactNode }) {
  return <ShopFormatContext.Provider value={shop}>{children}</ShopFormatContext.Provider>;
}

export function useFormats(): Formats {
  const shop = useContext(ShopFormatContext);
  const { i18n } = useTranslation();
  return useMemo(() => makeFormats(i18n.language, shop), [i18n.language, shop]);
}
