import { plainScores, type PlainRule } from '../../../app/domain/churn/backtest/plain-rules.ts';
import { auc, errors, mean, type Numbers } from './descriptive.ts';
import type { HeldOutCustomers } from './held-out-customers.ts';

const RULES: Readonly<Record<PlainRule, string>> = {
  recency: 'recency (weeks since last purchase)',
  'fewer-purchases': '-frequency',
  'recency-and-frequency-quintiles': 'RF quintile sum (lapse = low)',
  'overdue-ratio': 'cycle overdue ratio: recency / median gap (pop. median if x=0)',
  'shrunk-overdue-ratio': 'cycle overdue ratio, shrunk gap',
};

/** What rules without a model say of the hold-out. A rate is over at least a week. */
export function ruleNumbers(weeks: number, { past, buyers, customers, actual, lapsed, repeaters }: HeldOutCustomers): Numbers {
  const numbers: Numbers = {};
  const rates = customers.map(({ x, T }) => x / Math.max(T, 1));
  const rules = Object.entries(plainScores(past, buyers)).map(([rule, scores]) => [RULES[rule as PlainRule], Array.from(scores)] as const);
  for (const [name, scores] of [...rules, ['-x/T rate', rates.map((rate) => -rate)] as const]) {
    numbers[`naive_auc/${name}`] = auc(scores, lapsed);
    numbers[`naive_auc_repeaters/${name}`] = auc(repeaters.map((i) => scores[i]!), repeaters.map((i) => lapsed[i]!));
  }
  for (const silentWeeks of [8, 13, 16, 20, 26, 30]) {
    const right = customers.map(({ tx, T }, i) => T - tx > silentWeeks === lapsed[i]);
    const share = (of: boolean): number => mean(right.flatMap((one, i) => (lapsed[i] === of ? [Number(one)] : [])));
    numbers[`hiatus_rule/>${silentWeeks}w/acc`] = mean(right.map(Number));
    numbers[`hiatus_rule/>${silentWeeks}w/balanced`] = (share(true) + share(false)) / 2;
  }
  const cohortRate = mean(customers.map(({ x }) => x)) / mean(customers.map(({ T }) => T));
  return {
    ...numbers,
    ...errors(customers.map(({ x }) => x), actual, 'naive_count/x (same count)'),
    ...errors(rates.map((rate) => rate * weeks), actual, 'naive_count/x/T*t*'),
    ...errors(customers.map(() => cohortRate * weeks), actual, 'naive_count/cohort mean rate (sum x/sum T)*t*'),
    ...errors(customers.map(() => 0), actual, 'naive_count/zero'),
  };
}
