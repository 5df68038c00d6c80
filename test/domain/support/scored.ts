import type { RiskReason, ScoredCustomer } from '../../../app/domain/glossary.ts';
import { TODAY } from './orders.ts';

export function rhythmReason(riskScore: number, facts: Record<string, number> = {}): RiskReason {
  return { indicator: 'rhythm', level: riskScore / 100, weight: 1, contribution: riskScore, facts: { valueAtRiskMinor: 5000, ordinaryOrderMinor: 4000, ...facts } };
}

/** A repeat buyer at risk, with only what matters spelt out. */
export function scored(facts: Partial<ScoredCustomer> = {}): ScoredCustomer {
  return {
    customerId: 1n,
    orders: 4,
    purchaseDays: 4,
    valueMinor: 20_000,
    firstOrderDay: TODAY - 400,
    lastOrderDay: TODAY - 100,
    recencyScore: 2,
    frequencyScore: 4,
    monetaryScore: 4,
    rfmGroup: 'previously-loyal',
    valueTier: 'at-risk-of-leaving',
    lifecycleStage: 'at-risk',
    riskScore: 85,
    lapseChance: 0.85,
    expectedOrders: 0.2,
    expectedValueMinor: 3000,
    cause: null,
    reasons: [rhythmReason(85)],
    ...facts,
  };
}
