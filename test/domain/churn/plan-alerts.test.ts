import { describe, expect, test } from 'vitest';
import type { ScoredCustomer } from '../../../app/domain/glossary.ts';
import { deservesAlert } from '../../../app/domain/churn/alert-rules.ts';
import { planAlerts, type AlertPlanInput } from '../../../app/domain/churn/plan-alerts.ts';
import { TODAY } from '../support/orders.ts';
import { rhythmReason, scored } from '../support/scored.ts';

const NOTHING = { raise: [], update: [], close: [] };
const plan = (customers: ScoredCustomer[], rest: Partial<AlertPlanInput> = {}): ReturnType<typeof planAlerts> =>
  planAlerts({ scored: customers, open: new Map(), lastClosed: new Map(), threshold: 80, today: TODAY, ...rest });
const at = (riskScore: number, facts: Partial<ScoredCustomer> = {}): ScoredCustomer => scored({ riskScore, reasons: [rhythmReason(riskScore)], ...facts });
const open = (riskScore: number, raisedDay = TODAY - 10): Pick<AlertPlanInput, 'open'> => ({ open: new Map([[1n, { alertId: 9n, riskScore, raisedDay }]]) });
const closed = (state: string, lastOrderDay: number | null): Pick<AlertPlanInput, 'lastClosed'> => ({ lastClosed: new Map([[1n, { closedDay: TODAY - 20, state, lastOrderDay }]]) });

describe('who deserves an alert', () => {
  test.each<[string, ScoredCustomer, boolean]>([
    ['above the threshold', at(80.1), true],
    ['at the threshold', at(80), false],
    ['without a score', scored({ riskScore: null, reasons: [] }), false],
    ['cooling', at(90, { lifecycleStage: 'cooling' }), true],
    ['already lost: a segment, not an alert', at(99, { lifecycleStage: 'lost' }), false],
    ['silent no longer than usual', at(90, { lifecycleStage: 'active' }), false],
    ['a fresh first purchase', at(90, { lifecycleStage: 'first-time' }), false],
    ['less than an ordinary order at stake', at(90, { reasons: [rhythmReason(90, { valueAtRiskMinor: 3999 })] }), false],
    ['an ordinary order at stake', at(90, { reasons: [rhythmReason(90, { valueAtRiskMinor: 4000 })] }), true],
    ['nothing at stake in a shop without prices', at(90, { reasons: [rhythmReason(90, { valueAtRiskMinor: 0, ordinaryOrderMinor: 0 })] }), false],
  ])('%s', (_, customer, deserves) => expect(deservesAlert(customer, 80)).toBe(deserves));
});

describe('planned alerts', () => {
  test('a new one carries score, value, cause and reasons', () => {
    const customer = at(91);
    expect(plan([customer])).toEqual({ ...NOTHING, raise: [{ customerId: 1n, riskScore: 91, valueAtRiskMinor: 5000, cause: 'drifting', reasons: customer.reasons }] });
  });

  test('the most value at risk comes first', () => {
    const worth = (customerId: bigint, valueAtRiskMinor: number): ScoredCustomer => at(90, { customerId, reasons: [rhythmReason(90, { valueAtRiskMinor })] });
    expect(plan([worth(1n, 5000), worth(2n, 90_000), worth(3n, 7000)]).raise.map(({ customerId }) => customerId)).toEqual([2n, 3n, 1n]);
  });

  test('an open one follows the score, and is left alone where nothing changed', () => {
    expect(plan([at(88)], open(85)).update).toEqual([{ alertId: 9n, riskScore: 88, valueAtRiskMinor: 5000, cause: 'drifting', reasons: [rhythmReason(88)] }]);
    expect(plan([at(85)], open(85))).toEqual(NOTHING);
  });

  test('an open one stays through the ten points below the threshold, and closes as recovered below them', () => {
    expect(plan([at(70)], open(85)).close).toEqual([]);
    expect(plan([at(69.9)], open(85)).close).toEqual([{ alertId: 9n, state: 'recovered' }]);
    expect(plan([scored({ riskScore: null, reasons: [] })], open(85)).close).toEqual([{ alertId: 9n, state: 'recovered' }]);
  });

  test('an open one stays when the customer becomes lost', () => {
    expect(plan([at(97, { lifecycleStage: 'lost' })], open(85)).update.length).toBe(1);
  });

  test('an open one closes as returned with the first purchase since, also on the day it was raised', () => {
    expect(plan([at(40, { lastOrderDay: TODAY - 1 })], open(85)).close).toEqual([{ alertId: 9n, state: 'returned' }]);
    expect(plan([at(95, { lastOrderDay: TODAY - 10 })], open(85)).close).toEqual([{ alertId: 9n, state: 'returned' }]);
    expect(plan([at(95, { lastOrderDay: TODAY - 11 })], open(85)).close).toEqual([]);
  });

  test('an open one of somebody who is not reviewed stays as it is', () => {
    expect(plan([], open(85))).toEqual(NOTHING);
  });

  test.each<[string, Pick<AlertPlanInput, 'lastClosed'>, number]>([
    ['dismissed, and not bought since', closed('dismissed', TODAY - 100), 0],
    ['dismissed, and bought since', closed('dismissed', TODAY - 300), 1],
    ['recovered, and not bought since', closed('recovered', TODAY - 100), 0],
    ['returned: that purchase began a new episode', closed('returned', TODAY - 100), 1],
    ['dismissed with no order known, the order before it', closed('dismissed', null), 0],
  ])('once an episode: %s', (_, lastClosed, raised) => expect(plan([at(90)], lastClosed).raise.length).toBe(raised));

  test('planning again after the plan was carried out changes nothing', () => {
    const [raised] = plan([at(90)]).raise;
    expect(plan([at(90)], { open: new Map([[1n, { alertId: 3n, riskScore: raised!.riskScore, raisedDay: TODAY }]]) })).toEqual(NOTHING);
  });
});
