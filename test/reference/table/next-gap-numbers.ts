import { dayOf } from '../../domain/support/real-orders.ts';
import { mean, median, type Numbers } from './descriptive.ts';
import type { Cut, HeldOutCustomers } from './held-out-customers.ts';

/** How far off each purchase of the hold-out was foretold, from its customer's gaps before it, by the five rules of the case. */
export function nextGapNumbers({ end }: Cut, { history: { orderStart, orderDay } }: HeldOutCustomers): Numbers {
  const foretold: { gap: number; own: number[] }[] = [];
  const before: number[] = [];
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const days = [...new Set(orderDay.slice(orderStart[i], orderStart[i + 1]))];
    const gaps = days.slice(1).map((day, k) => day - days[k]!);
    gaps.forEach((gap, k) => {
      if (days[k + 1]! <= dayOf(end)) before.push(gap);
      else if (k > 0) foretold.push({ gap, own: gaps.slice(0, k) });
    });
  }
  const [usual, meanGap, meanLog] = [median(before), mean(before), mean(before.map(Math.log))];
  const drawn = (own: readonly number[], toMean: number): number => (own.length * mean(own) + 2 * toMean) / (own.length + 2);
  const rules: Record<string, (own: readonly number[]) => number> = {
    'own median': median,
    'own mean': mean,
    'shrunk mean (w=n/(n+2))': (own) => drawn(own, meanGap),
    'shrunk log-mean (w=n/(n+2))': (own) => Math.exp(drawn(own.map(Math.log), meanLog)),
    'population median': () => usual,
  };
  const numbers: Numbers = { 'next_gap/n': foretold.length, 'next_gap/median_actual': median(foretold.map(({ gap }) => gap)) };
  for (const [name, rule] of Object.entries(rules)) {
    const off = foretold.map(({ gap, own }) => Math.abs(gap - rule(own)));
    numbers[`next_gap/mae/${name}`] = mean(off);
    numbers[`next_gap/medae/${name}`] = median(off);
  }
  return numbers;
}
