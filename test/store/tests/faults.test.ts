// Faults on order and by seed, and the decimal arithmetic behind every amount.
import fc from '../../support/seeded-fast-check.ts';
import { describe, expect, test } from 'vitest';
import { seededFaults, type FaultPlace } from '../http/faults.ts';
import { compare, graphqlAmount, minus, plus, restAmount, roundTo, sum, times } from '../state/decimal.ts';
import { customerOf, openStore } from './support/open-store.ts';

const store = openStore();
const tag = (name: string) => ({ query: `mutation Tag { tagsAdd(id: "gid://shopify/Customer/${customerOf(store, 'bob@example.com')}", tags: ["${name}"]) { node { id } } }` });
const tagsOfBob = () => store.running.state.customers.get(customerOf(store, 'bob@example.com'))?.tags;

describe('faults on order', () => {
  test('a 503 does nothing and says when to come back', async () => {
    await store.control('/faults', { plan: [{ where: 'graphql', fault: { kind: 'status', status: 503, retryAfterSeconds: 2 } }] });
    const response = await store.post(tag('never'));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(tagsOfBob()).toEqual([]);
    expect((await store.post(tag('first'))).status).toBe(200);
  });

  test('an answer that is lost was done all the same', async () => {
    await store.control('/faults', { plan: [{ where: 'graphql', operationName: 'Tag', after: 1, fault: { kind: 'answer-lost' } }] });
    expect((await store.post(tag('second'))).status).toBe(200);
    await expect(store.post(tag('third'))).rejects.toThrow();
    expect(tagsOfBob()).toEqual(['first', 'second', 'third']);
    expect(store.running.store.ledger.of('fault').at(-1)?.detail).toMatchObject({ where: 'graphql', kind: 'answer-lost', operationName: 'Tag' });
  });

  test('a timeout cuts the connection and does nothing; sign-in can fail too', async () => {
    await store.control('/faults', { plan: [{ where: 'graphql', fault: { kind: 'timeout', afterMs: 30 } }, { where: 'token', fault: { kind: 'status', status: 502 } }] });
    await expect(store.post(tag('fourth'))).rejects.toThrow();
    expect(tagsOfBob()).not.toContain('fourth');
    expect((await fetch(`${store.running.origin}/admin/oauth/access_token`, { method: 'POST', body: '{}' })).status).toBe(502);
  });
});

describe('faults by seed', () => {
  const place = (number: number): FaultPlace => ({ where: 'graphql', number, shop: 'a', operationName: null });
  const run = (seed: number) => {
    const faults = seededFaults(seed, { status5xx: 0.1, timeout: 0.05, answerLost: 0.05 });
    return Array.from({ length: 2000 }, (_, n) => faults(place(n + 1))?.kind ?? null);
  };
  test('the same seed, the same faults, at about the rate asked for', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const share = (kind: string) => run(1).filter((each) => each === kind).length / 2000;
    expect(share('status')).toBeCloseTo(0.1, 1);
    expect(share('timeout')).toBeGreaterThan(0.02);
    expect(share('answer-lost')).toBeGreaterThan(0.02);
  });
});

describe('amounts', () => {
  const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
  const text = (units: number, scale: number) => (units < 0 ? '-' : '') + (Math.abs(units) / 10 ** scale).toFixed(scale);
  test('sums, differences and products are exact', () => {
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 1000 }), (a, b, n) => {
        expect(compare(plus(text(a, 2), text(b, 2)), text(a + b, 2))).toBe(0);
        expect(compare(minus(text(a, 2), text(b, 2)), text(a - b, 2))).toBe(0);
        expect(compare(times(text(a, 2), n), text(a * n, 2))).toBe(0);
        expect(compare(sum([text(a, 2), text(b, 3)]), text(a * 10 + b, 3))).toBe(0);
      }),
    );
  });

  test('rounding is half away from zero; each door writes amounts its own way', () => {
    expect([roundTo('0.125', 2), roundTo('-0.125', 2), roundTo('2.5', 0), roundTo('0.001', 2)]).toEqual(['0.13', '-0.13', '3', '0']);
    expect(['10', '29.33', '7.5'].map(graphqlAmount)).toEqual(['10.0', '29.33', '7.5']);
    expect(['10', '29.33', '7.5', '0.001'].map(restAmount)).toEqual(['10.00', '29.33', '7.50', '0.001']);
  });
});
