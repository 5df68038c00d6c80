import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { planTagChange } from '../../../app/domain/segments/plan-tag-change.ts';
import { scored } from '../support/scored.ts';

const ALL = { group: true, stage: true, alert: true };
const customer = scored({ rfmGroup: 'champions', lifecycleStage: 'at-risk' });

describe('planned tag changes', () => {
  test('a new customer gets the chosen tags', () => {
    expect(planTagChange({ scored: customer, alertOpen: true, ownTags: [], choice: ALL })).toEqual({
      add: ['perennial:group:champions', 'perennial:stage:at-risk', 'perennial:alert'],
      remove: [],
      reason: 'scored',
    });
    expect(planTagChange({ scored: customer, alertOpen: true, ownTags: [], choice: { group: false, stage: true, alert: false } })?.add).toEqual(['perennial:stage:at-risk']);
  });

  test('a customer who moved changes only what differs', () => {
    expect(planTagChange({ scored: customer, alertOpen: false, ownTags: ['perennial:group:loyal', 'perennial:stage:at-risk'], choice: ALL })).toEqual({
      add: ['perennial:group:champions'],
      remove: ['perennial:group:loyal'],
      reason: 'scored',
    });
  });

  test('an alert that opens or closes says so', () => {
    const tags = ['perennial:group:champions', 'perennial:stage:at-risk'];
    expect(planTagChange({ scored: customer, alertOpen: true, ownTags: tags, choice: ALL })).toEqual({ add: ['perennial:alert'], remove: [], reason: 'alert-opened' });
    expect(planTagChange({ scored: customer, alertOpen: false, ownTags: [...tags, 'perennial:alert'], choice: ALL })).toEqual({ add: [], remove: ['perennial:alert'], reason: 'alert-closed' });
  });

  test('a customer who is not scored any more loses all of ours', () => {
    expect(planTagChange({ scored: null, alertOpen: true, ownTags: ['perennial:group:loyal', 'VIP'], choice: ALL })).toEqual({ add: [], remove: ['perennial:group:loyal'], reason: 'not-scored' });
  });

  test('a kind of tag that is no longer chosen goes', () => {
    expect(planTagChange({ scored: customer, alertOpen: false, ownTags: ['perennial:group:champions'], choice: { group: false, stage: false, alert: true } })?.remove).toEqual(['perennial:group:champions']);
  });

  test('prospects get no tags', () => {
    expect(planTagChange({ scored: scored({ orders: 0, rfmGroup: 'prospects', lifecycleStage: 'prospect' }), alertOpen: false, ownTags: [], choice: ALL })).toBeNull();
  });

  test('agreement: after the change there is nothing left to change, and no tag of others was touched', () => {
    const tag = fc.constantFrom('perennial:group:loyal', 'perennial:group:champions', 'perennial:stage:lost', 'perennial:alert', 'perennial:old', 'VIP', 'newsletter');
    fc.assert(
      fc.property(fc.uniqueArray(tag), fc.boolean(), fc.boolean(), fc.record({ group: fc.boolean(), stage: fc.boolean(), alert: fc.boolean() }), (ownTags, alertOpen, gone, choice) => {
        const input = { scored: gone ? null : customer, alertOpen, choice };
        const { add, remove }: { add: string[]; remove: string[] } = planTagChange({ ...input, ownTags }) ?? { add: [], remove: [] };
        for (const changed of [...add, ...remove]) expect(changed).toMatch(/^perennial:/);
        expect(planTagChange({ ...input, ownTags: [...ownTags.filter((own) => !remove.includes(own)), ...add] })).toBeNull();
      }),
    );
  });
});
