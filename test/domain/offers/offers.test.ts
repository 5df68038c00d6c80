import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../app/domain/glossary.ts';
import { codeFromDigest } from '../../../app/domain/offers/code-from-digest.ts';
import { discountTerms } from '../../../app/domain/offers/discount-terms.ts';

describe('discount terms', () => {
  test.each([
    ['price', { percentage: 0.15, validDays: 7 }],
    ['product', { percentage: 0.15, validDays: 14 }],
    ['service', { percentage: 0.1, validDays: 28 }],
    ['delivery', { percentage: 0.1, validDays: 28 }],
    ['drifting', { percentage: 0.15, validDays: 14 }],
  ] as const)('%s', (cause, terms) => expect(discountTerms({ cause, percentage: 0.15, validDays: 14 })).toEqual(terms));

  test('limits: never more than the merchant chose, whole per cents, within what Shopify and sense allow', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CAUSES), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 }), (cause, percent, validDays) => {
        const terms = discountTerms({ cause, percentage: percent / 100, validDays });
        expect(terms.percentage).toBeLessThanOrEqual(percent / 100);
        expect(terms.percentage).toBeGreaterThanOrEqual(0.01);
        expect(terms.percentage).toBe(Math.round(terms.percentage * 100) / 100);
        expect(Number.isInteger(terms.validDays) && terms.validDays >= 1 && terms.validDays <= 90).toBe(true);
      }),
    );
  });
});

describe('codes from digests', () => {
  test('reference: bits in order, five a character, in Crockford’s alphabet', () => {
    expect(codeFromDigest(new Uint8Array(32))).toBe('PRN-0000000000000');
    expect(codeFromDigest(new Uint8Array(32).fill(255))).toBe('PRN-ZZZZZZZZZZZZZ');
    // 00000 00001 00010 00011 00100 00101 00110 00111 is 0, 1, 2 … 7.
    expect(codeFromDigest(Uint8Array.of(0b00000000, 0b01000100, 0b00110010, 0b00010100, 0b11000111, 0, 0, 0, 0))).toBe('PRN-0123456700000');
  });

  test('upper case, without I, L, O and U, and as long as 65 bits need', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 9, maxLength: 64 }), (digest) => {
        expect(codeFromDigest(digest)).toMatch(/^PRN-[0-9A-HJKMNP-TV-Z]{13}$/);
        expect(codeFromDigest(digest)).toBe(codeFromDigest(digest.slice()));
      }),
    );
  });

  test('each of the first 65 bits changes the code', () => {
    const base = new Uint8Array(32);
    const codes = new Set(
      Array.from({ length: 65 }, (_, bit) => {
        const digest = base.slice();
        digest[bit >> 3] = 128 >> (bit & 7);
        return codeFromDigest(digest);
      }),
    );
    expect(codes.size).toBe(65);
  });

  test('too little to stand on is refused', () => expect(() => codeFromDigest(new Uint8Array(8))).toThrow(RangeError));
});
