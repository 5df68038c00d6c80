import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { codeOfIntent, findOfferOfCustomer } from '../../../app/records/code-intents.ts';
import type { ShopId } from '../../../app/records/db.ts';
import { retryCode } from '../../../app/write-back/discount-codes/retry-code.ts';
import { revokeCode } from '../../../app/write-back/discount-codes/revoke-code.ts';
import { settleCode } from '../../../app/write-back/discount-codes/settle-code.ts';
import { sweepCodes } from '../../../app/write-back/discount-codes/sweep-codes.ts';
import { storeSession, useScriptedShopify } from '../../shopify/scripted-shopify.ts';
import { useDatabase } from '../../support/database.ts';
import { useCrashes } from '../../crash-matrix/crash.ts';
import { FakeDiscounts } from './fake-discounts.ts';
import { CUSTOMER, letTimePass, plan, read, settleThrough, use } from './intents.ts';

const db = useDatabase();
const shopify = useScriptedShopify();
const crashes = useCrashes(() => db.appUrl);

let store: FakeDiscounts;
let shopId: ShopId;
const customer = `gid://shopify/Customer/${CUSTOMER}`;

beforeEach(async () => {
  const shop = await db.newShop();
  shopId = shop.shopId;
  await storeSession(shop.domain);
  store = new FakeDiscounts(shopify);
});

const foreign = (code: string) => ({ code, title: 'Summer sale', usageLimit: 100, customers: [], active: true, percentage: 0.1, startsAt: '', endsAt: '' });

/** The oracle looks at Shopify's ledger, and only then at what we hold of it. */
async function expectOneCode(intentKey: string): Promise<void> {
  const made = store.discounts.filter(({ title }) => title === `Perennial ${intentKey}`);
  expect(made).toHaveLength(1);
  expect(store.mostRedeemableOfOneTitle).toBe(1);
  const intent = await read(shopId, intentKey);
  expect(made[0]).toMatchObject({ id: intent.discountGid, code: intent.code, usageLimit: 1, customers: [customer], active: true, percentage: 0.15, endsAt: intent.endsAt.toISOString() });
  expect(intent.state).toBe('created');
  expect(intent.settledAt).not.toBeNull();
}

test('an intent becomes one code, bound to the customer, single-use and dated', async () => {
  const planned = await plan(shopId, 'alert:1');
  expect(planned).toMatchObject({ fresh: true, state: 'planned' });
  expect(planned.code).toMatch(/^PRN-[0-9A-HJKMNP-TV-Z]{13}$/);
  await settleCode({ shopId: shopId.toString(), intentKey: 'alert:1' });
  await expectOneCode('alert:1');
  expect(shopify.asked.map(({ operationName }) => operationName)).toEqual(['createDiscount']);
  expect(shopify.asked[0]?.body['variables']).toEqual({
    discount: {
      title: 'Perennial alert:1',
      code: planned.code,
      usageLimit: 1,
      appliesOncePerCustomer: true,
      context: { customers: { add: [customer] } },
      startsAt: planned.startsAt.toISOString(),
      endsAt: planned.endsAt.toISOString(),
      customerGets: { items: { all: true }, value: { percentage: 0.15 } },
    },
  });
});

test('planned a hundred times at once and settled a hundred times at once, it is one code', { timeout: 60_000 }, async () => {
  const intents = await Promise.all(Array.from({ length: 100 }, () => plan(shopId, 'alert:2')));
  expect(new Set(intents.map(({ code }) => code)).size).toBe(1);
  expect(intents.filter(({ fresh }) => fresh)).toHaveLength(1);
  const settlings = await Promise.allSettled(Array.from({ length: 100 }, () => settleCode({ shopId: shopId.toString(), intentKey: 'alert:2' })));
  expect(settlings.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  await settleThrough(db, shopId, 'alert:2');
  await expectOneCode('alert:2');
});

test('the same intent has the same code whatever is planned later, and another shop another one', async () => {
  const first = await plan(shopId, 'alert:3', { percentage: 0.15 });
  const second = await plan(shopId, 'alert:3', { percentage: 0.5 });
  expect(second).toMatchObject({ fresh: false, code: first.code, percentage: first.percentage });
  const other = await db.newShop();
  expect(codeOfIntent(other.shopId, 'alert:3', 0)).not.toBe(first.code);
});

describe('a process that dies at any step leaves one code once another takes over', () => {
  test.each(['before', 'after'] as const)('%s the step', { timeout: 60_000 }, async (when) => {
    let steps = 0;
    for (let step = 1; ; step += 1) {
      const intentKey = `crash-${when}:${step}`;
      await plan(shopId, intentKey);
      crashes.crashAt(step, when, 'all');
      await settleCode({ shopId: shopId.toString(), intentKey }).catch(() => undefined);
      const died = crashes.revive();
      await letTimePass(db, shopId, intentKey);
      await settleThrough(db, shopId, intentKey);
      await expectOneCode(intentKey);
      if (!died) break;
      steps = step;
    }
    expect(steps).toBeGreaterThan(15);
  });
});

describe('a code that somebody else in the shop has', () => {
  test('is left alone: the next one is taken, and stays', async () => {
    const planned = await plan(shopId, 'alert:4');
    store.add(foreign(planned.code.toLowerCase()));
    await settleThrough(db, shopId, 'alert:4');
    await expectOneCode('alert:4');
    expect((await read(shopId, 'alert:4')).code).toBe(codeOfIntent(shopId, 'alert:4', 1));
  });

  test('also when the process dies at any step between', { timeout: 60_000 }, async () => {
    for (const when of ['before', 'after'] as const) {
      for (let step = 1; ; step += 1) {
        const intentKey = `taken-${when}:${step}`;
        const planned = await plan(shopId, intentKey);
        store.add(foreign(planned.code));
        crashes.crashAt(step, when);
        await settleCode({ shopId: shopId.toString(), intentKey }).catch(() => undefined);
        const died = crashes.revive();
        await letTimePass(db, shopId, intentKey);
        await settleThrough(db, shopId, intentKey);
        await expectOneCode(intentKey);
        if (!died) break;
      }
    }
  });

  test('one of ours that was changed by hand is no reason for a second', async () => {
    const planned = await plan(shopId, 'alert:5');
    store.faultAt = (request) => (request === 1 ? 'http-502-after' : null);
    await settleCode({ shopId: shopId.toString(), intentKey: 'alert:5' });
    await db.asOwner("update code_intent set state = 'planned' where intent_key = 'alert:5'");
    const made = store.discounts.find(({ code }) => code === planned.code);
    if (made) made.usageLimit = 50;
    await settleThrough(db, shopId, 'alert:5');
    expect(store.discounts).toHaveLength(1);
    expect(await read(shopId, 'alert:5')).toMatchObject({ state: 'failed', error: 'altered' });
  });
});

describe('an intent that cannot come off', () => {
  test('is failed at once where Shopify says why, and the page can tell', async () => {
    await plan(shopId, 'alert:6', { percentage: 1.5 });
    await settleThrough(db, shopId, 'alert:6');
    expect(await read(shopId, 'alert:6')).toMatchObject({ state: 'failed', error: 'refused' });
    expect(store.discounts).toHaveLength(0);
  });

  test('is failed after many attempts, then taken up with the same code on the merchant’s word', { timeout: 60_000 }, async () => {
    const { code } = await plan(shopId, 'alert:7');
    store.faultAt = (_request, operation) => (operation === 'createDiscount' ? 'lost-before' : null);
    await settleThrough(db, shopId, 'alert:7');
    expect(await read(shopId, 'alert:7')).toMatchObject({ state: 'failed', error: 'unreachable', attempts: 12 });
    store.faultAt = () => null;
    expect(await retryCode(shopId, 'alert:7')).toEqual({ outcome: 'planned' });
    await settleThrough(db, shopId, 'alert:7');
    await expectOneCode('alert:7');
    expect((await read(shopId, 'alert:7')).code).toBe(code);
  });

  test('is never failed while an attempt may still take effect', async () => {
    await plan(shopId, 'alert:8', { endsAt: new Date(Date.now() + 1_500) });
    store.faultAt = (request) => (request === 1 ? 'lost-before' : null);
    await settleCode({ shopId: shopId.toString(), intentKey: 'alert:8' }).catch(() => undefined);
    await sleep(2_600);
    await expect(settleCode({ shopId: shopId.toString(), intentKey: 'alert:8' })).rejects.toMatchObject({ name: 'RetryLater' });
    expect(await read(shopId, 'alert:8')).toMatchObject({ state: 'planned' });
    await letTimePass(db, shopId, 'alert:8');
    await settleThrough(db, shopId, 'alert:8');
    expect(await read(shopId, 'alert:8')).toMatchObject({ state: 'failed', error: 'expired' });
  });

  test.each([true, false])('is not failed by a refusal while the attempt before it may still take effect: it does (%s)', async (takesEffect) => {
    const { code } = await plan(shopId, 'alert:8', { percentage: 1.5 });
    const settle = () => settleCode({ shopId: shopId.toString(), intentKey: 'alert:8' });
    store.faultAt = (request) => (request === 1 ? 'lost-before' : null);
    for (const attempts of [1, 2]) {
      await expect(settle()).rejects.toMatchObject({ name: 'RetryLater' });
      expect(await read(shopId, 'alert:8')).toMatchObject({ state: 'planned', attempts });
    }
    if (takesEffect) store.add({ code, title: 'Perennial alert:8', usageLimit: 1, customers: [customer], active: true, percentage: 0.15, startsAt: '', endsAt: '' });
    await letTimePass(db, shopId, 'alert:8');
    await settle();
    expect(await read(shopId, 'alert:8')).toMatchObject(takesEffect ? { state: 'created', error: null } : { state: 'failed', error: 'refused' });
  });
});

describe('taking a reward back', () => {
  test('ends the code at Shopify', async () => {
    await plan(shopId, 'alert:9');
    await settleThrough(db, shopId, 'alert:9');
    expect(await revokeCode(shopId, 'alert:9')).toEqual({ outcome: 'revoking' });
    await settleThrough(db, shopId, 'alert:9');
    expect(store.redeemable('Perennial alert:9')).toHaveLength(0);
    expect(await read(shopId, 'alert:9')).toMatchObject({ state: 'revoked' });
  });

  test('before anything was asked of Shopify, nothing is', async () => {
    await plan(shopId, 'alert:10');
    expect(await revokeCode(shopId, 'alert:10')).toEqual({ outcome: 'revoked' });
    await settleCode({ shopId: shopId.toString(), intentKey: 'alert:10' });
    expect(store.discounts).toHaveLength(0);
  });

  test('whose creation was lost, ends it when it comes late', async () => {
    await plan(shopId, 'alert:11');
    store.faultAt = (request) => (request === 1 ? 'lost-before' : null);
    await settleCode({ shopId: shopId.toString(), intentKey: 'alert:11' }).catch(() => undefined);
    expect(await revokeCode(shopId, 'alert:11')).toEqual({ outcome: 'revoking' });
    await expect(settleCode({ shopId: shopId.toString(), intentKey: 'alert:11' })).rejects.toMatchObject({ name: 'RetryLater' });
    const { code } = await read(shopId, 'alert:11');
    store.add({ ...foreign(code), title: 'Perennial alert:11', usageLimit: 1, customers: [customer] });
    await settleThrough(db, shopId, 'alert:11');
    expect(store.redeemable('Perennial alert:11')).toHaveLength(0);
    expect(await read(shopId, 'alert:11')).toMatchObject({ state: 'revoked' });
  });

  test('dying at any step, it is ended once another takes over', { timeout: 60_000 }, async () => {
    for (const when of ['before', 'after'] as const) {
      for (let step = 1; ; step += 1) {
        const intentKey = `revoke-${when}:${step}`;
        await plan(shopId, intentKey);
        await settleThrough(db, shopId, intentKey);
        await revokeCode(shopId, intentKey);
        crashes.crashAt(step, when);
        await settleCode({ shopId: shopId.toString(), intentKey }).catch(() => undefined);
        const died = crashes.revive();
        await letTimePass(db, shopId, intentKey);
        await settleThrough(db, shopId, intentKey);
        expect(store.redeemable(`Perennial ${intentKey}`)).toHaveLength(0);
        expect(await read(shopId, intentKey)).toMatchObject({ state: 'revoked' });
        if (!died) break;
      }
    }
  });

  test('a reward that was used stays used', async () => {
    const { code } = await plan(shopId, 'alert:12');
    await settleThrough(db, shopId, 'alert:12');
    await use(shopId, code, 900n);
    expect(await revokeCode(shopId, 'alert:12')).toEqual({ outcome: 'redeemed' });
    expect(await revokeCode(shopId, 'nothing')).toEqual({ outcome: 'no-intent' });
  });
});

test('the sweep takes up what no job is at, and only that', async () => {
  await plan(shopId, 'old');
  await plan(shopId, 'new');
  await letTimePass(db, shopId, 'old');
  await db.asOwner('delete from pgboss.job');
  await sweepCodes();
  const jobs = await db.asOwner<{ data: { intentKey: string; shopId: string } }>("select data from pgboss.job where name = 'settle-code' and data ->> 'shopId' = $1", [shopId.toString()]);
  expect(jobs.map(({ data }) => data.intentKey)).toEqual(['old']);
});

describe('what the customer is shown', () => {
  test('is a code that Shopify holds, valid now, theirs, and not used', async () => {
    const now = new Date();
    const { code, endsAt } = await plan(shopId, 'alert:13');
    expect(await findOfferOfCustomer(shopId, CUSTOMER, now)).toBeNull();
    await settleThrough(db, shopId, 'alert:13');
    expect(await findOfferOfCustomer(shopId, CUSTOMER, now)).toEqual({ intentKey: 'alert:13', code, percentage: 0.15, endsAt });
    expect(await findOfferOfCustomer(shopId, CUSTOMER + 1n, now)).toBeNull();
    expect(await findOfferOfCustomer((await db.newShop()).shopId, CUSTOMER, now)).toBeNull();
    expect(await findOfferOfCustomer(shopId, CUSTOMER, new Date(endsAt.getTime()))).toBeNull();
    expect(await findOfferOfCustomer(shopId, CUSTOMER, new Date(now.getTime() - 3_600_000))).toBeNull();
    expect(await use(shopId, code.toLowerCase(), 900n)).toEqual([]);
    expect(await findOfferOfCustomer(shopId, CUSTOMER, now)).toBeNull();
  });

  test('an order that used a code is noted once, also before we knew that Shopify had made it', async () => {
    const { code } = await plan(shopId, 'alert:14');
    await use(shopId, code, 901n, { createdAtMs: 1_000 });
    expect(await read(shopId, 'alert:14')).toMatchObject({ state: 'redeemed', redeemedOrderId: 901n, redeemedAt: new Date(1_000) });
    await settleCode({ shopId: shopId.toString(), intentKey: 'alert:14' });
    expect(store.discounts).toHaveLength(0);
    expect(await use(shopId, 'SUMMER', 903n)).toEqual([]);
    expect(await use(shopId, code, 902n, { createdAtMs: 2_000 })).toEqual(['alert:14']);
    expect(await read(shopId, 'alert:14')).toMatchObject({ redeemedOrderId: 901n, redeemedAt: new Date(1_000) });
    await settleThrough(db, shopId, 'alert:14');
    expect(await read(shopId, 'alert:14')).toMatchObject({ state: 'redeemed' });
  });
});
