import { expect, test } from 'vitest';
import { hypergeometric2F1 } from '../../../app/domain/numerics/hypergeometric.ts';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { expectRelative } from '../support/expect-relative.ts';

// Known values: mpmath 1.3 at 40 digits. Arguments as the lifetime models bring them, and the hard corners.
test.each([
  [0.5, 0.6, 1.7, 0.3, 1.061560172898516],
  [1.159, 1.606, 2.159, 0.95, 9.977739097783987],
  [28.159, 1.606, 29.159, 0.9999, 11641.84344800679],
  [134.159, 1.606, 135.159, 0.992, 1124.8433607485729],
  [0.24, 2.43, 2.22, 0.99999, 82.00771112618678],
  [26.24, 28.43, 28.22, 0.56, 2672963658.3233333],
  [1.6, 134, 134.8, 0.995, 2194.5810367508],
  [1, 1, 2, 0.999, 6.914669948931068],
  [1, 1, 2, 0.9999999999, 23.025850932243042],
  [2, 3, 4, -5, 0.05399554547705336],
  [0.553, 1.606, 2.159, -40, 0.16415947161408972],
  [2.5, 3, 5.5, 0.9999, 126.7036841163036],
])('reference: ₂F₁(%d, %d; %d; %d)', (a, b, c, z, known) => expectRelative(hypergeometric2F1(a, b, c, z), known, 1e-8));

test('agreement: known closed forms, at random arguments', () => {
  const random = seededRandom(11);
  for (let i = 0; i < 300; i += 1) {
    const a = 0.1 + 20 * random.uniform();
    const b = 0.1 + 20 * random.uniform();
    const z = 1 - 10 ** (-6 * random.uniform());
    expectRelative(hypergeometric2F1(a, b, b, z), (1 - z) ** -a, 1e-8); // A&S 15.1.8
    expectRelative(hypergeometric2F1(1, 1, 2, z), -Math.log(1 - z) / z, 1e-9); // A&S 15.1.3
  }
});

test('limits: 1 at zero, not a number from one on', () => {
  expect(hypergeometric2F1(3, 4, 5, 0)).toBe(1);
  expect(hypergeometric2F1(3, 4, 5, 1)).toBeNaN();
  expect(hypergeometric2F1(3, 4, 5, NaN)).toBeNaN();
});
