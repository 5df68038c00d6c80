// Amounts and dates as people read them.
import type { DecimalText, Instant, Shop } from '../model.ts';

export function shownMoney(amount: DecimalText, currencyCode: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: currencyCode }).format(Number(amount));
}

export function shownDay(at: Instant, shop: Shop, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: shop.ianaTimezone }).format(at);
}

export function shownTime(at: Instant, shop: Shop, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: shop.ianaTimezone }).format(at);
}

/** How the pages call a customer: by name, else by address, else by number. */
export function customerName(customer: { id: number; firstName: string | null; lastName: string | null; email: string | null; locale: string }): string {
  const { firstName, lastName } = customer;
  const chinese = /\p{Script=Han}/u.test(lastName ?? '');
  const full = chinese ? `${lastName ?? ''}${firstName ?? ''}` : [firstName, lastName].filter(Boolean).join(' ');
  return full || customer.email || `#${customer.id}`;
}
