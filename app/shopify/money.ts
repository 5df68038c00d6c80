// Shopify writes money as a decimal string. It becomes integer minor units without ever being a floating-point number.
import { currencyExponent } from './currency-exponents.ts';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * @param amount a decimal string of any number of decimals, such as MoneyV2.amount.
 * @param currencyCode ISO 4217.
 * @returns minor units; decimals beyond the currency's are rounded half away from zero.
 * @throws for anything that is not a plain decimal.
 */
export function minorUnits(amount: string, currencyCode: string): bigint {
  const parts = DECIMAL.exec(amount);
  if (!parts) throw new Error(`"${amount}" is not an amount of money.`);
  const [, sign, whole = '', decimals = ''] = parts;
  const exponent = currencyExponent(currencyCode);
  const kept = BigInt(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
  const roundsUp = (decimals[exponent] ?? '0') >= '5';
  const size = roundsUp ? kept + 1n : kept;
  return sign ? -size : size;
}

/** The amount as Shopify takes it in inputs: "12.30" for 1230n in USD. */
export function decimalAmount(minor: bigint, currencyCode: string): string {
  const exponent = currencyExponent(currencyCode);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const cut = digits.length - exponent;
  const text = exponent > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return minor < 0n ? `-${text}` : text;
}

/** `amount × numerator ÷ denominator`, rounded half away from zero. @throws when denominator is zero. */
export function scaleMinor(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = amount * numerator;
  const negative = product < 0n !== denominator < 0n;
  const size = (product < 0n ? -product : product) * 2n;
  const unit = (denominator < 0n ? -denominator : denominator) * 2n;
  const rounded = (size + unit / 2n) / unit;
  return negative ? -rounded : rounded;
}
