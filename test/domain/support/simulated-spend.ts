import type { GammaGamma } from '../../../app/domain/lifetime/spend/gamma-gamma.ts';
import type { SpendPatterns } from '../../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import type { Random } from '../../../app/domain/numerics/random.ts';

/** Customers with one to six purchases, whose spend follows the law. */
export function simulatedSpend({ p, q, gamma }: GammaGamma, customers: number, random: Random): SpendPatterns {
  const purchases = Float64Array.from({ length: customers }, () => 1 + random.integer(6));
  const meanSpend = purchases.map((x) => (gamma * random.gamma(p * x)) / random.gamma(q) / x);
  return { purchases, meanSpend, customers: new Float64Array(customers).fill(1), totalCustomers: customers };
}
