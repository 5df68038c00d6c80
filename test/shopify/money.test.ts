import fc from '../support/seeded-fast-check.ts';
import { describe, expect, it } from 'vitest';
import { currencyExponent } from '../../app/shopify/currency-exponents.ts';
import { decimalAmount, minorUnits, scaleMinor } from '../../app/shopify/money.ts';

describe('minorUnits', () => {
  it.each([
    ['19.99', 'USD', 1999n],
    ['0.1', 'EUR', 10n],
    ['100', 'USD', 10000n],
    ['0', 'USD', 0n],
    ['-5.05', 'USD', -505n],
    ['1500.0', 'JPY', 1500n],
    ['1500.50', 'JPY', 1501n],
    ['1.2345', 'KWD', 1235n],
    ['1.23445', 'KWD', 1234n],
    ['2.71828', 'CLF', 27183n],
    // Half away from zero, on both sides.
    ['0.005', 'USD', 1n],
    ['-0.005', 'USD', -1n],
    ['0.0049999', 'USD', 0n],
    ['1.005', 'USD', 101n],
    // Beyond what a double can hold.
    ['90071992547409931.23', 'USD', 9007199254740993123n],
    ['0.29', 'USD', 29n],
  ])('%s %s', (amount, currency, expected) => {
    expect(minorUnits(amount, currency)).toBe(expected);
  });

  it.each(['', '1,00', '1e3', 'NaN', '.5', '5.', ' 1', '--1', '0x1'])('refuses "%s"', (amount) => {
    expect(() => minorUnits(amount, 'USD')).toThrow('is not an amount of money');
  });

  it('gives back what decimalAmount wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), fc.constantFrom('USD', 'JPY', 'BHD', 'CLF'), (minor, currency) => {
        expect(minorUnits(decimalAmount(minor, currency), currency)).toBe(minor);
      }),
      { seed: 1 },
    );
  });
});

it('scaleMinor rounds half away from zero', () => {
  expect([scaleMinor(1n, 1n, 2n), scaleMinor(-1n, 1n, 2n), scaleMinor(1n, 1n, 3n), scaleMinor(2n, 1n, 3n), scaleMinor(5000n, 10000n, 15000n), scaleMinor(1n, -1n, 2n), scaleMinor(7n, 3n, -2n)]).toEqual([1n, -1n, 0n, 1n, 3333n, -1n, -11n]);
});

it('agreement: the decimals of these currencies are those that the runtime shows (CLDR)', () => {
  // CLDR gives the decimals in everyday use; it parts from ISO 4217 only where coins have gone out of use, as in HUF or IDR.
  const codes = ['AED', 'AUD', 'BHD', 'BIF', 'BRL', 'CAD', 'CHF', 'CLP', 'CNY', 'DJF', 'EUR', 'GBP', 'GNF', 'INR', 'ISK', 'JOD', 'JPY', 'KMF', 'KRW', 'KWD', 'LYD', 'MXN', 'OMR', 'PYG', 'RWF', 'SEK', 'TND', 'UGX', 'USD', 'VND', 'VUV', 'XAF', 'XOF', 'XPF', 'CLF', 'UYW'];
  const shown = codes.map((code) => new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits);
  expect(codes.map(currencyExponent)).toEqual(shown);
});
