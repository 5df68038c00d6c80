// Exact arithmetic on amounts written in digits, so that no cent is lost or made between a file and a total.
import type { DecimalText } from '../model.ts';

interface Decimal {
  units: bigint;
  scale: number;
}

/** @throws where the text is not a plain decimal number. */
export function parseDecimal(text: DecimalText): Decimal {
  const point = text.indexOf('.');
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  if (!/^-?\d+$/.test(digits)) throw new Error(`Not an amount: "${text}"`);
  return { units: BigInt(digits), scale: point < 0 ? 0 : text.length - point - 1 };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}

function write(units: bigint, scale: number): DecimalText {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return sign + digits.slice(0, -scale) + (fraction ? `.${fraction}` : '');
}

export function plus(a: DecimalText, b: DecimalText): DecimalText {
  const [x, y, scale] = align(parseDecimal(a), parseDecimal(b));
  return write(x + y, scale);
}

export function minus(a: DecimalText, b: DecimalText): DecimalText {
  const [x, y, scale] = align(parseDecimal(a), parseDecimal(b));
  return write(x - y, scale);
}

export function times(a: DecimalText, b: DecimalText | number): DecimalText {
  const x = parseDecimal(a);
  const y = parseDecimal(String(b));
  return write(x.units * y.units, x.scale + y.scale);
}

/** @returns below, at or above zero as a is below, at or above b. */
export function compare(a: DecimalText, b: DecimalText): number {
  const [x, y] = align(parseDecimal(a), parseDecimal(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Half away from zero. */
export function roundTo(a: DecimalText, digits: number): DecimalText {
  const x = parseDecimal(a);
  if (x.scale <= digits) return write(x.units, x.scale);
  const step = 10n ** BigInt(x.scale - digits);
  const half = step / 2n;
  const rounded = x.units < 0n ? -((-x.units + half) / step) : (x.units + half) / step;
  return write(rounded, digits);
}

export function sum(amounts: Iterable<DecimalText>): DecimalText {
  let units = 0n;
  let scale = 0;
  for (const text of amounts) {
    const x = parseDecimal(text);
    if (x.scale > scale) {
      units *= 10n ** BigInt(x.scale - scale);
      scale = x.scale;
    }
    units += x.units * 10n ** BigInt(scale - x.scale);
  }
  return write(units, scale);
}

const digitsByCurrency = new Map<string, number>();

/** Digits after the point in the currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY. */
export function minorDigits(currencyCode: string): number {
  let digits = digitsByCurrency.get(currencyCode);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currencyCode, digits);
  }
  return digits;
}

/** As GraphQL shows it: at least one digit after the point ("10.0", "29.33"). */
export function graphqlAmount(a: DecimalText): string {
  return a.includes('.') ? a : `${a}.0`;
}

/** As webhooks show it: at least two digits after the point ("10.00", "0.001"). */
export function restAmount(a: DecimalText): string {
  const point = a.indexOf('.');
  if (point < 0) return `${a}.00`;
  return a.length - point === 2 ? `${a}0` : a;
}
