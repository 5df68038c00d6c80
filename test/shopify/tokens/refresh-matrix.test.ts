// Token refreshed: two processes need the token of a shop at once, when it has ended; whatever goes wrong at whatever boundary,
// the shop is not locked out: the pair that is stored is one that Shopify takes, now and at the next end, and nobody gave up.
import path from 'node:path';
import { Session } from '@shopify/shopify-api';
import { expect, test, vi } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { GiveUp } from '../../../app/domain/outcomes.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';
import { STATEMENT_FAULTS, useCrashes } from '../../crash-matrix/crash.ts';
import { requestCells, runCell, strikeRequests, strikeSteps } from '../../crash-matrix/matrix.ts';
import { useRequestFaults } from '../../crash-matrix/request-faults.ts';
import { asJob, type Workflow } from '../../crash-matrix/workflow.ts';
import { accessTokenOf, issueToken } from '../../store/auth/tokens.ts';
import { useDatabase } from '../../support/database.ts';
import { type StoreShop, type TestStore, useSimulatedStore } from '../../write-back/simulated-store.ts';

vi.mock('node:timers/promises', async (original) => {
  const real = await original<typeof import('node:timers/promises')>();
  return { ...real, setTimeout: (ms: number, ...rest: []) => real.setTimeout(ms / 20, ...rest) };
});

const db = useDatabase({ queue: false });
const store = useSimulatedStore(db, { clientId: config().apiKey, clientSecret: config().apiSecret });
const crashes = useCrashes(() => db.appUrl);
const wire = useRequestFaults();

type AccessToken = typeof import('../../../app/shopify/tokens/access-token.ts');
/** The memory of a process of its own: the module, loaded once more. */
const aProcess = async (name: string) => (await import(/* @vite-ignore */ `${path.resolve(import.meta.dirname, '../../../app/shopify/tokens/access-token.ts')}?${name}`)) as AccessToken;
const first = await aProcess('first');
const second = await aProcess('second');
const third = await aProcess('third');

const shops = new Map<string, StoreShop>();
const gaveUp: string[] = [];

const shopOf = (cell: string): StoreShop => {
  const shop = shops.get(cell);
  if (!shop) throw new Error(`${cell} was not prepared`);
  return shop;
};

const installationOf = ({ state }: StoreShop) => {
  if (!state.installation) throw new Error('the app is installed');
  return state.installation;
};

/** An hour goes by: of all access tokens none is usable any more, and we know it. */
async function endTokens(shop: StoreShop, now: number): Promise<void> {
  for (const token of installationOf(shop).accessTokens.values()) token.expiresAt = Math.min(token.expiresAt ?? Infinity, now - 1);
  await db.asOwner('update shop_session set expires_at = now() where shop_domain = $1', [shop.domain]);
}

const stored = async (shop: StoreShop) => sessionStorage.loadSession(`offline_${shop.domain}`);

const refreshed: Workflow<TestStore> = {
  name: 'token refreshed',
  async prepare({ newShop, running }, cell) {
    const shop = await newShop();
    shops.set(cell, shop);
    const { access_token: accessToken, refresh_token: refreshToken, scope } = issueToken(running.store, shop.state, installationOf(shop), true, null);
    await sessionStorage.storeSession(new Session({ id: `offline_${shop.domain}`, shop: shop.domain, state: '', isOnline: false, accessToken, refreshToken, scope, expires: new Date() }));
    await endTokens(shop, running.store.now());
  },
  async act(_, cell) {
    const { domain } = shopOf(cell);
    const outcomes = await Promise.allSettled([first, second].map(({ requireAccessToken }) => requireAccessToken(domain)));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      if (outcome.reason instanceof GiveUp) gaveUp.push(`${cell}: ${outcome.reason.message}`);
      await asJob(() => Promise.reject(outcome.reason as Error));
    }
  },
  async recover(_, cell) {
    await asJob(() => third.requireAccessToken(shopOf(cell).domain));
  },
  async judge({ running }, cell) {
    const shop = shopOf(cell);
    const valid = (token: string | undefined) => accessTokenOf(shop.state, token, running.store.now()) !== null;
    const session = await stored(shop);
    expect(valid(session?.accessToken), 'the stored access token is valid').toBe(true);
    expect(installationOf(shop).refreshTokens.get(session?.refreshToken ?? ''), 'the stored refresh token is of the same answer').toMatchObject({ accessToken: session?.accessToken });
    for (const { requireAccessToken } of [first, second, third]) expect(valid(await requireAccessToken(shop.domain)), 'each process has a valid token').toBe(true);
    expect(gaveUp.filter((line) => line.startsWith(`${cell}:`))).toEqual([]);
    // The first pair, one for the refresh, and one more where the answer to the one before was lost.
    const issued = shop.ledger('token-issued');
    expect(issued).toBeGreaterThanOrEqual(2);
    expect(issued, 'refreshed once, or once more for each answer that was lost').toBeLessThanOrEqual(cell === 'without' || cell.startsWith('late:') ? 2 : 3 + cell.split('+').length);
    // And at the next end.
    await endTokens(shop, running.store.now());
    expect(valid(await third.requireAccessToken(shop.domain, session?.accessToken)), 'the pair can be refreshed in its turn').toBe(true);
    expect(shop.ledger('token-issued')).toBe(issued + 1);
  },
};

test('whatever happens to a statement, or to the process at any step', { timeout: 3_600_000 }, async () => {
  const tally = await strikeSteps(crashes, refreshed, store, { kinds: ['before', 'after', ...STATEMENT_FAULTS], counts: 'all' });
  tally.expectNone();
  expect(Math.min(...Object.values(tally.boundaries))).toBeGreaterThan(2);
});

test('whatever happens to a request', { timeout: 3_600_000 }, async () => {
  const requests = await runCell(wire, refreshed, store, { name: 'without', faults: new Map() });
  expect(requests).toBe(1);
  const tally = await strikeRequests(wire, refreshed, store, requests, requestCells(requests, false));
  tally.expectNone();
});
