// The Gamma-Gamma model of spend: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025. A customer's
// purchases scatter around their own mean as Gamma(p, ν), and ν varies over customers as Gamma(q, γ); spend and frequency
// are taken as independent.

export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  /** In the unit of the spend. */
  readonly gamma: number;
}

/**
 * E[mean spend a purchase | x purchases averaging z̄]: eq. 5, a mean of the customer's own average and the population's,
 * weighted by how often the customer bought.
 *
 * @param purchases x; 0 gives the population's mean
 * @param meanSpend z̄, in the unit of γ
 */
export function expectedSpend({ p, q, gamma }: GammaGamma, purchases: number, meanSpend: number): number {
  return (p * (gamma + purchases * meanSpend)) / (p * purchases + q - 1);
}

/** E[mean spend] over the population, p γ / (q − 1): infinite for q ≤ 1, where the law has no mean. */
export function populationSpend({ p, q, gamma }: GammaGamma): number {
  return q > 1 ? (p * gamma) / (q - 1) : Infinity;
}
