import { weightedMedian } from '../../numerics/counting/weighted-median.ts';
import { OWN_FROM, isPinned, type Basis } from '../basis.ts';
import { fitLogParameters, type Fit } from '../fit-log-parameters.ts';
import { gammaGammaLikelihood, type SpendPatterns } from './gamma-gamma-likelihood.ts';
import type { GammaGamma } from './gamma-gamma.ts';
import { GAMMA_GAMMA_PRIOR } from '../published-priors.ts';

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

/** ln 10,000: purchases of a customer that scatter by less than 1 % around their mean are all alike to the model. */
const LOG_LIMITS = [9.2, 20, 20];
/** Above this many patterns the search begins on a part of about the second number. */
const MANY_PATTERNS = 40_000;
const PART_PATTERNS = 20_000;

/**
 * Gamma-Gamma for one shop; null for a shop without a buyer, of whose prices nothing is known.
 *
 * Money is measured in the shop's own median spend while fitting, so neither the currency nor its minor unit matters. Where
 * all customers spend the same on every purchase the likelihood has no top: the published scatter then stands around that
 * one price.
 */
export function fitGammaGamma(patterns: SpendPatterns): MonetaryModel | null {
  const buyers = patterns.totalCustomers;
  if (buyers === 0) return null;
  const unitMinor = weightedMedian(patterns.meanSpend, patterns.customers);
  const inUnits = { ...patterns, meanSpend: patterns.meanSpend.map((spend) => spend / unitMinor) };
  const repeatBuyers = patterns.customers.reduce((sum, n, i) => (patterns.purchases[i]! > 1 ? sum + n : sum), 0);
  const start = GAMMA_GAMMA_PRIOR.logMeans.map(Math.exp) as [number, number, number];
  if (patterns.meanSpend.every((spend) => spend === patterns.meanSpend[0])) return onePrice(start);

  if (buyers >= OWN_FROM.buyers && repeatBuyers >= OWN_FROM.repeatBuyers) {
    const own = fitOwn(inUnits, start);
    // With a price of each customer's own, always the same, p is at its limit: known, if not to a standard error.
    if (own.converged && (isPinned(own.parameters, own.standardErrors) || Math.log(own.parameters[0]!) >= LOG_LIMITS[0]!)) return describe(own, 'own');
  }
  const together = { prior: GAMMA_GAMMA_PRIOR, logLimits: LOG_LIMITS };
  return describe(fitLogParameters(gammaGammaLikelihood(inUnits), buyers, start, together), 'prior-and-own');

  function describe(fit: Pick<Fit, 'parameters' | 'standardErrors' | 'logLikelihood' | 'converged'>, basis: Basis): MonetaryModel {
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

  /** The population's mean, p γ / (q − 1), is the one price. */
  function onePrice([p, qLess1]: [number, number, number]): MonetaryModel {
    const parameters = [p, qLess1, qLess1 / p];
    const logLikelihood = -buyers * gammaGammaLikelihood(inUnits)(Float64Array.from(parameters, Math.log), new Float64Array(3));
    return describe({ parameters, standardErrors: null, logLikelihood, converged: true }, 'prior-and-own');
  }
}

/** As for the models of purchases: with many patterns the search begins on every n-th, and a few passes over all finish it. */
function fitOwn(patterns: SpendPatterns, start: readonly number[]): Fit {
  const rows = patterns.purchases.length;
  const part = rows > MANY_PATTERNS ? everyNth(patterns, Math.ceil(rows / PART_PATTERNS)) : patterns;
  const first = fitLogParameters(gammaGammaLikelihood(part), part.totalCustomers, start, { logLimits: LOG_LIMITS });
  if (part === patterns) return first;
  return fitLogParameters(gammaGammaLikelihood(patterns), patterns.totalCustomers, first.parameters, { inverseHessian: first.inverseHessian, logLimits: LOG_LIMITS });
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
