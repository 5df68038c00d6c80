import { quantileSorted } from '../numerics/quantiles.ts';
import { OWN_FROM, isPinned, type Basis } from './basis.ts';
import { fitLogParameters, type Fit } from './fit-log-parameters.ts';
import { gammaGammaLikelihood, type SpendPatterns } from './gamma-gamma-likelihood.ts';
import type { GammaGamma } from './gamma-gamma.ts';
import { GAMMA_GAMMA_PRIOR } from './published-priors.ts';

export interface MonetaryModel {
  readonly name: 'gamma-gamma';
  /** γ in minor units. */
  readonly parameters: GammaGamma;
  readonly standardErrors: GammaGamma | null;
  readonly logLikelihood: number;
  readonly basis: Basis;
  readonly converged: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
}

/** Above this many customers the search begins on a part of about the second number. */
const MANY_CUSTOMERS = 40_000;
const PART_CUSTOMERS = 20_000;

/**
 * Gamma-Gamma for one shop; null for a shop without a buyer, of whose prices nothing is known.
 *
 * Money is measured in the shop's own median spend while fitting, so neither the currency nor its minor unit matters.
 */
export function fitGammaGamma(patterns: SpendPatterns): MonetaryModel | null {
  const buyers = patterns.totalCustomers;
  if (buyers === 0) return null;
  const unitMinor = quantileSorted(patterns.meanSpend.slice().sort(), 0.5);
  const inUnits = { ...patterns, meanSpend: patterns.meanSpend.map((spend) => spend / unitMinor) };
  const repeatBuyers = patterns.customers.reduce((sum, n, i) => (patterns.purchases[i]! > 1 ? sum + n : sum), 0);
  const start = GAMMA_GAMMA_PRIOR.logMeans.map(Math.exp);

  if (buyers >= OWN_FROM.buyers && repeatBuyers >= OWN_FROM.repeatBuyers) {
    const own = fitOwn(inUnits, start);
    if (own.converged && isPinned(own.parameters, own.standardErrors)) return describe(own, 'own');
  }
  return describe(fitLogParameters(gammaGammaLikelihood(inUnits), buyers, start, { prior: GAMMA_GAMMA_PRIOR }), 'prior-and-own');

  function describe(fit: Fit, basis: Basis): MonetaryModel {
    const [p, qLess1, gamma] = fit.parameters as [number, number, number];
    const errors = fit.standardErrors as [number, number, number] | null;
    return {
      name: 'gamma-gamma',
      parameters: { p, q: 1 + qLess1, gamma: gamma * unitMinor },
      standardErrors: errors && { p: errors[0], q: errors[1], gamma: errors[2] * unitMinor },
      // A density in another unit: each mean spend brings 1 / unit.
      logLikelihood: fit.logLikelihood - buyers * Math.log(unitMinor),
      basis,
      converged: fit.converged,
      buyers,
      repeatBuyers,
    };
  }
}

/** As for BG/NBD: with many customers the search begins on every n-th of them, and a few passes over all finish it. */
function fitOwn(patterns: SpendPatterns, start: readonly number[]): Fit {
  const rows = patterns.purchases.length;
  const part = rows > MANY_CUSTOMERS ? everyNth(patterns, Math.ceil(rows / PART_CUSTOMERS)) : patterns;
  const first = fitLogParameters(gammaGammaLikelihood(part), part.totalCustomers, start);
  if (part === patterns) return first;
  return fitLogParameters(gammaGammaLikelihood(patterns), patterns.totalCustomers, first.parameters, { inverseHessian: first.inverseHessian });
}

function everyNth({ purchases, meanSpend, customers }: SpendPatterns, n: number): SpendPatterns {
  const kept = customers.filter((_, i) => i % n === 0);
  return {
    purchases: purchases.filter((_, i) => i % n === 0),
    meanSpend: meanSpend.filter((_, i) => i % n === 0),
    customers: kept,
    totalCustomers: kept.reduce((sum, count) => sum + count, 0),
  };
}
