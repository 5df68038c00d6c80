import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { GiveUp, RetryLater } from '../../../app/domain/outcomes.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';
import { requireAccessToken } from '../../../app/shopify/tokens/access-token.ts';
import { useDatabase } from '../../support/database.ts';
import { storeSession, useScriptedShopify } from '../scripted-shopify.ts';

const run = promisify(execFile);
const db = useDatabase({ queue: false });
const shopify = useScriptedShopify();
const MINUTE = 60_000;

let domain: string;
let issued: number;

/** Shopify's side: gives a new pair for a refresh token it knows, and forgets the token before the one in use. */
function issuePairs(usable: string[] = ['shprt_first'], fields: object = { expires_in: 3600, refresh_token_expires_in: 7_776_000 }): void {
  shopify.answer(async ({ body }) => {
    await sleep(50);
    if (body['grant_type'] !== 'refresh_token' || !usable.includes(String(body['refresh_token']))) return { status: 400, json: { error: 'invalid_grant' } };
    issued += 1;
    usable.push(`shprt_${issued}`);
    return { json: { access_token: `shpat_${issued}`, refresh_token: `shprt_${issued}`, scope: 'write_customers', ...fields } };
  });
}

beforeEach(async () => {
  issued = 0;
  ({ domain } = await db.newShop());
});

const endsIn = (ms: number) => storeSession(domain, { expires: new Date(Date.now() + ms) });

test('a token with more than five minutes left is used as it is', async () => {
  await endsIn(6 * MINUTE);
  expect(await requireAccessToken(domain)).toBe('shpat_first');
  expect(shopify.asked).toHaveLength(0);
});

test('a token that is about to end is refreshed, and both tokens are kept', async () => {
  issuePairs();
  await endsIn(4 * MINUTE);
  expect(await requireAccessToken(domain)).toBe('shpat_1');
  expect(shopify.asked[0]).toMatchObject({ path: '/admin/oauth/access_token', body: { client_id: '0123456789abcdef0123456789abcdef', grant_type: 'refresh_token', refresh_token: 'shprt_first' } });
  const session = await sessionStorage.loadSession(`offline_${domain}`);
  expect(session).toMatchObject({ accessToken: 'shpat_1', refreshToken: 'shprt_1', scope: 'write_customers', isOnline: false });
  expect(session?.expires?.getTime()).toBeGreaterThan(Date.now() + 59 * MINUTE);
  expect(await requireAccessToken(domain)).toBe('shpat_1');
  expect(issued).toBe(1);
});

test('twenty callers at once in one process make one refresh', async () => {
  issuePairs();
  await endsIn(-MINUTE);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => requireAccessToken(domain)));
  expect(new Set(tokens)).toEqual(new Set(['shpat_1']));
  expect(issued).toBe(1);
});

test('twenty callers in four processes make one refresh', async () => {
  issuePairs();
  await endsIn(-MINUTE);
  const script = path.join(import.meta.dirname, 'ask-token.ts');
  const env = { ...process.env, SIMULATED_STORE_URL: shopify.origin };
  const outputs = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, [script, db.appUrl, domain, '5'], { env })));
  expect(outputs.flatMap(({ stdout }) => JSON.parse(stdout) as string[])).toEqual(Array.from({ length: 20 }, () => 'shpat_1'));
  expect(issued).toBe(1);
});

test('many shops may refresh at once without exhausting the connections', async () => {
  issuePairs();
  const shops = await Promise.all(Array.from({ length: 25 }, () => db.newShop()));
  await Promise.all(shops.map((shop) => storeSession(shop.domain, { expires: new Date() })));
  await Promise.all(shops.map((shop) => requireAccessToken(shop.domain)));
  expect(issued).toBe(25);
});

describe('an answer that does not come', () => {
  test('leaves the old refresh token in use: the next caller gets the new pair', async () => {
    await endsIn(-MINUTE);
    shopify.answer(() => ({ fault: 'reset' }));
    await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(RetryLater);
    shopify.answer(() => ({ fault: 'truncated' }));
    await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(RetryLater);
    issuePairs();
    expect(await requireAccessToken(domain)).toBe('shpat_1');
    expect(shopify.asked.map(({ body }) => body['refresh_token'])).toEqual(['shprt_first', 'shprt_first', 'shprt_first']);
  });

  test.each([500, 502, 429])('HTTP %i: later', async (status) => {
    await endsIn(-MINUTE);
    shopify.answer(() => ({ status, json: {} }));
    await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(RetryLater);
  });

  test('matters little while the token has not ended', async () => {
    await endsIn(2 * MINUTE);
    shopify.answer(() => ({ status: 500, json: {} }));
    expect(await requireAccessToken(domain)).toBe('shpat_first');
  });
});

test('an answer that does not say how long the token lives is taken for half an hour, so refreshing goes on', async () => {
  issuePairs(undefined, {});
  await endsIn(-MINUTE);
  expect(await requireAccessToken(domain)).toBe('shpat_1');
  const session = await sessionStorage.loadSession(`offline_${domain}`);
  expect(session?.expires?.getTime()).toBeGreaterThan(Date.now() + 29 * MINUTE);
  expect(session?.expires?.getTime()).toBeLessThan(Date.now() + 31 * MINUTE);
  expect(session?.refreshTokenExpires?.getTime()).toBeGreaterThan(Date.now() + 89 * 24 * 60 * MINUTE);
});

test('an answer without a token is no answer', async () => {
  await endsIn(-MINUTE);
  shopify.answer(() => ({ json: { expires_in: 3600 } }));
  await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(RetryLater);
  expect(await sessionStorage.loadSession(`offline_${domain}`)).toMatchObject({ accessToken: 'shpat_first', refreshToken: 'shprt_first' });
});

test('a refresh token that Shopify no longer takes means the app is gone', async () => {
  issuePairs([]);
  await endsIn(-MINUTE);
  await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(GiveUp);
});

test.each([
  [401, 'invalid_client'],
  [400, 'something_new'],
])('a refusal for a reason that is not the token’s (%i %s) does not send the merchant away', async (status, error) => {
  await endsIn(-MINUTE);
  shopify.answer(() => ({ status, json: { error } }));
  await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(RetryLater);
  issuePairs();
  expect(await requireAccessToken(domain)).toBe('shpat_1');
});

test('a pair that somebody else fetched meanwhile is used', async () => {
  await endsIn(-MINUTE);
  shopify.answer(async () => {
    await storeSession(domain, { accessToken: 'shpat_other', refreshToken: 'shprt_other' });
    return { status: 400, json: { error: 'invalid_grant' } };
  });
  expect(await requireAccessToken(domain)).toBe('shpat_other');
});

test('a token without an end is used until Shopify refuses it', async () => {
  await storeSession(domain, { expires: undefined, refreshToken: undefined, refreshTokenExpires: undefined });
  expect(await requireAccessToken(domain)).toBe('shpat_first');
  await expect(requireAccessToken(domain, 'shpat_first')).rejects.toBeInstanceOf(GiveUp);
});

test('a shop without a session is given up', async () => {
  await expect(requireAccessToken(domain)).rejects.toBeInstanceOf(GiveUp);
});
