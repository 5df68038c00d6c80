// What a customer is still worth: purchases of all the future, those far off counting less.
import { logGamma } from '../../numerics/gamma.ts';
import { hypergeometric2F1 } from '../../numerics/hypergeometric.ts';
import { scaledExponentialIntegral } from '../../numerics/exponential-integral.ts';
import { chanceAlive, type PurchaseModel } from '../model.ts';

/** Weeks in a mean Gregorian year. */
const WEEKS_PER_YEAR = 365.2425 / 7;

/** The weekly rate of continuous discounting at which a value loses `yearlyShare` (0.1: a tenth) in a year's time. */
export function weeklyDiscountRate(yearlyShare: number): number {
  return Math.log1p(yearlyShare) / WEEKS_PER_YEAR;
}

/**
 * E[Σ e^(−δ τ) over all coming purchases, τ weeks from now | x, t_x, T]: discounted expected residual transactions.
 *
 * Pareto/NBD: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", JMR 42, eq. 3,
 * written with P(alive). BG/NBD and MBG/NBD: given rate λ and drop-out p, the purchases are worth Σ (1−p)^(k−1) (λ/(λ+δ))^k
 * = λ/(δ + p λ); its mean over p ~ Beta(a, b′) is (λ/δ) ₂F₁(1, a; a + b′; −λ/δ), and over λ an integral.
 *
 * @param weeklyRate δ > 0
 */
export function residualPurchases(model: PurchaseModel, x: number, tx: number, T: number, weeklyRate: number): number {
  const alive = chanceAlive(model, x, tx, T);
  const { r, alpha } = model.params;
  if (model.family === 'pareto-nbd') {
    const { s, beta } = model.params;
    return alive * ((r + x) / (alpha + T)) * (beta + T) * scaledExponentialIntegral(s, weeklyRate * (beta + T));
  }
  const survivals = model.params.b + x + (model.family === 'mbg-nbd' ? 1 : 0);
  return alive * meanOverRates(r + x, alpha + T, (lambda) => (lambda / weeklyRate) * hypergeometric2F1(1, model.params.a, model.params.a + survivals, -lambda / weeklyRate));
}

/**
 * E[f(λ)], λ ~ Gamma(shape, rate), for an f that grows at most as λ: the trapezoidal rule in ln λ, which converges faster
 * than any power for an integrand analytic around the whole line. Steps a quarter as wide as the density's peak; from where
 * λ^shape has fallen by e^−40 to where e^−λ has.
 */
function meanOverRates(shape: number, rate: number, f: (lambda: number) => number): number {
  const step = 0.25 / Math.sqrt(1 + shape);
  const peak = Math.log((shape + 1) / rate);
  const density = (log: number): number => Math.exp(shape * (log + Math.log(rate)) - rate * Math.exp(log) - logGamma(shape));
  let sum = density(peak) * f(Math.exp(peak));
  for (const direction of [-1, 1]) {
    for (let k = 1; ; k += 1) {
      const log = peak + direction * k * step;
      const term = density(log) * f(Math.exp(log));
      sum += term;
      if (term < 1e-16 * sum) break;
    }
  }
  return sum * step;
}
