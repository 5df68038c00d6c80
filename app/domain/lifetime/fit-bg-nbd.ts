import type { WithGradient } from '../numerics/minimise.ts';
import { OWN_FROM, isPinned, type Basis } from './basis.ts';
import { bgNbdFrom, type BgNbd } from './bg-nbd.ts';
import { bgNbdLikelihood } from './bg-nbd-likelihood.ts';
import { fitLogParameters, type Fit } from './fit-log-parameters.ts';
import { BG_NBD_PRIOR } from './published-priors.ts';
import type { PurchasePatterns } from './purchase-patterns.ts';

export interface LifetimeModel {
  readonly name: 'bg-nbd';
  readonly parameters: BgNbd;
  /** Of the parameters; of the posterior where a prior took part. Null where the data leave them open, or without data. */
  readonly standardErrors: BgNbd | null;
  /** Of the shop's own data at these parameters; 0 without data. */
  readonly logLikelihood: number;
  readonly basis: Basis;
  /** Where the data do not show that customers drop out at all, a probability of being alive means nothing. */
  readonly dropOut: 'identified' | 'not-identified';
  readonly converged: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
}

/** Twice the gain in log-likelihood that two drop-out parameters reach by chance in 1 of 20 shops without drop-out (χ², 2). */
const DROP_OUT_GAIN = 5.99;
/** The logarithm of a drop-out so rare (2e-9 a purchase) that the model is the plain NBD. */
const NO_DROP_OUT = [-20, 0] as const;
const START = [0.5, 7, 0.6, 3];

/** BG/NBD for one shop: on its own data where they suffice, with the published prior where they do not. */
export function fitBgNbd(patterns: PurchasePatterns): LifetimeModel {
  const buyers = patterns.totalCustomers;
  if (buyers === 0) return priorAlone();
  const repeatBuyers = patterns.customers.reduce((sum, n, i) => (patterns.repeats[i]! > 0 ? sum + n : sum), 0);
  const likelihood = bgNbdLikelihood(patterns);

  let dropOut: LifetimeModel['dropOut'] = 'not-identified';
  if (repeatBuyers > 0) {
    const own = fitLogParameters(likelihood, buyers, [START], null);
    if (showsDropOut(own, likelihood, buyers)) dropOut = 'identified';
    const enough = buyers >= OWN_FROM.buyers && repeatBuyers >= OWN_FROM.repeatBuyers;
    if (enough && own.converged && dropOut === 'identified' && isPinned(own.parameters, own.standardErrors)) {
      return describe(own, 'own', dropOut, buyers, repeatBuyers);
    }
  }
  const together = fitLogParameters(likelihood, buyers, [BG_NBD_PRIOR.logMeans.map(Math.exp)], BG_NBD_PRIOR);
  return describe(together, 'prior-and-own', dropOut, buyers, repeatBuyers);
}

function showsDropOut(fit: Fit, likelihood: WithGradient, buyers: number): boolean {
  const scratch = new Float64Array(4);
  const without: WithGradient = (point, gradient) => {
    const value = likelihood(Float64Array.of(point[0]!, point[1]!, ...NO_DROP_OUT), scratch);
    gradient.set(scratch.subarray(0, 2));
    return value;
  };
  const plain = fitLogParameters(without, buyers, [fit.parameters.slice(0, 2)], null);
  return 2 * (fit.logLikelihood - plain.logLikelihood) > DROP_OUT_GAIN;
}

function describe(fit: Fit, basis: Basis, dropOut: LifetimeModel['dropOut'], buyers: number, repeatBuyers: number): LifetimeModel {
  return {
    name: 'bg-nbd',
    parameters: bgNbdFrom(fit.parameters),
    standardErrors: fit.standardErrors && bgNbdFrom(fit.standardErrors),
    logLikelihood: fit.logLikelihood,
    basis,
    dropOut,
    converged: fit.converged,
    buyers,
    repeatBuyers,
  };
}

function priorAlone(): LifetimeModel {
  const parameters = bgNbdFrom(BG_NBD_PRIOR.logMeans.map(Math.exp));
  return { name: 'bg-nbd', parameters, standardErrors: null, logLikelihood: 0, basis: 'prior', dropOut: 'not-identified', converged: true, buyers: 0, repeatBuyers: 0 };
}
