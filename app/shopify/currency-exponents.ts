/**
 * How many decimals a currency's minor unit has, where that is not two. Source: ISO 4217, list one (SIX, 2026-01-01).
 * Historic codes that shops still carry (ZMK, BYR) are left out: Shopify no longer sells in them.
 */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** @param currencyCode ISO 4217, upper case. */
export function currencyExponent(currencyCode: string): number {
  return EXPONENTS[currencyCode] ?? 2;
}
