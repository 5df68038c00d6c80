import type { OrderFacts } from '../../../app/domain/glossary.ts';
import { expectedSpend, populationSpend } from '../../../app/domain/lifetime/spend/gamma-gamma.ts';
import { gammaGammaLikelihood } from '../../../app/domain/lifetime/spend/gamma-gamma-likelihood.ts';
import { dayOf } from '../../domain/support/real-orders.ts';
import { repeatSpend } from '../real-shops.ts';
import { correlation, errors, mean, sum, type Numbers } from './descriptive.ts';
import type { Cut, HeldOutCustomers } from './held-out-customers.ts';

/** What each customer spent on each purchase day after one day and up to another, in the currency's unit. */
function spends(orders: readonly OrderFacts[], afterDay: number, untilDay: number): Map<bigint, number[]> {
  const byDay = new Map<bigint, Map<number, number>>();
  for (const { customerId, day, grossMinor } of orders) {
    if (customerId === null || day <= afterDay || day > untilDay) continue;
    const own = byDay.get(customerId) ?? new Map<number, number>();
    byDay.set(customerId, own.set(day, (own.get(day) ?? 0) + grossMinor / 100));
  }
  return new Map([...byDay].map(([id, own]) => [id, [...own].sort(([one], [other]) => one - other).map(([, spend]) => spend)]));
}

/**
 * What Gamma-Gamma with the parameters of the case (p, q, γ) says of the money in the hold-out: alone, and times the purchases that
 * each model expects.
 */
export function spendNumbers(parameters: readonly number[], expected: ReadonlyMap<string, readonly number[]>, { orders, end, until, weeks }: Cut, { ids, customers, actual, repeaters }: HeldOutCustomers): Numbers {
  const [p = NaN, q = NaN, gamma = NaN] = parameters;
  const repeat = repeatSpend(orders, end);
  const negativeMean = gammaGammaLikelihood(repeat)(Float64Array.of(Math.log(p), Math.log(q - 1), Math.log(gamma)), new Float64Array(3));
  const before = spends(orders, -Infinity, dayOf(end));
  const later = spends(orders, dayOf(end), dayOf(until));
  const m = ids.map((id) => before.get(id)!.slice(1)).map((own) => (own.length > 0 ? mean(own) : 0));
  const value = ids.map((id) => sum(later.get(id) ?? []));
  const each = customers.map(({ x }, i) => expectedSpend({ p, q, gamma }, x, m[i]!));
  const meanOfRepeaters = mean(repeaters.map((i) => m[i]!));
  const back = actual.flatMap((purchases, i) => (purchases > 0 ? [i] : []));
  const perPurchase = (of: (i: number) => number): number => mean(back.map((i) => Math.abs(of(i) - value[i]! / actual[i]!)));
  const topTenth = (scores: readonly number[]): number => {
    const top = scores.map((_, i) => i).sort((i, j) => scores[j]! - scores[i]!).slice(0, Math.floor(scores.length / 10));
    return sum(top.map((i) => value[i]!)) / sum(value);
  };
  const spent = ids.map((id) => sum(before.get(id)!));
  const numbers: Numbers = {
    'GammaGamma/ll': -negativeMean * repeat.totalCustomers,
    'GammaGamma/n': repeaters.length,
    'GammaGamma/corr_x_m': correlation(repeaters.map((i) => customers[i]!.x), repeaters.map((i) => m[i]!)),
    'GammaGamma/pop_mean': populationSpend({ p, q, gamma }),
    'GammaGamma/spend_per_tx_mae': perPurchase((i) => each[i]!),
    'GammaGamma/spend_per_tx_mae_naive_mean': perPurchase(() => meanOfRepeaters),
    'GammaGamma/spend_per_tx_mae_own_or_pop': perPurchase((i) => (m[i]! > 0 ? m[i]! : meanOfRepeaters)),
    ...errors(spent.map((total, i) => (total / Math.max(customers[i]!.T, 1)) * weeks), value, 'GammaGamma/naive_value_past_spend_rate'),
    'GammaGamma/naive_value_past_spend_rate/top10_capture_by_past_spend': topTenth(spent),
  };
  for (const [name, purchases] of expected) {
    const worth = purchases.map((count, i) => count * each[i]!);
    const under = `GammaGamma/value_${name}`;
    Object.assign(numbers, errors(worth, value, under), {
      [`${under}/pred`]: sum(worth),
      [`${under}/actual`]: sum(value),
      [`${under}/corr`]: correlation(worth, value),
      [`${under}/top10_capture`]: topTenth(worth),
    });
  }
  return numbers;
}
