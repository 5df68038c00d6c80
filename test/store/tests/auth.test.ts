// Signing in, through Shopify's own library.
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, HttpResponseError, LogSeverity, RequestedTokenType, Session, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { describe, expect, test } from 'vitest';
import { mintSessionToken } from '../auth/session-token.ts';
import { openStore } from './support/open-store.ts';

const store = openStore({ clientId: 'the-client', clientSecret: 'the-secret', scopes: ['read_customers', 'write_customers'] });

function library(secret = 'the-secret') {
  setAbstractFetchFunc((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return fetch(new URL(url.pathname + url.search, store.running.origin), { ...(init as RequestInit), headers: { ...(init?.headers as Record<string, string>), 'x-simulated-shop': url.hostname } });
  });
  return shopifyApi({
    apiKey: 'the-client',
    apiSecretKey: secret,
    hostName: 'app.test',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}

function exchange(sessionToken: string, secret?: string) {
  return library(secret).auth.tokenExchange({ shop: store.running.shop, sessionToken, requestedTokenType: RequestedTokenType.OfflineAccessToken, expiring: true });
}

async function failure(work: Promise<unknown>): Promise<HttpResponseError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HttpResponseError) return error;
    throw error;
  }
  throw new Error('It went well, and should not have.');
}

describe('token exchange by the library', () => {
  test('gives an expiring offline token that the Admin API takes', async () => {
    const { session } = await exchange(store.running.mintSessionToken());
    expect(session).toMatchObject({ shop: store.running.shop, isOnline: false, scope: 'read_customers,write_customers' });
    expect(session.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(session.refreshToken).toMatch(/^shprt_/);
    const client = new (library().clients.Graphql)({ session: new Session({ ...session, accessToken: session.accessToken ?? '' }) });
    const answer = await client.request('{ shop { name } currentAppInstallation { accessScopes { handle } } }');
    expect(answer.data).toEqual({ shop: { name: 'Small Shop' }, currentAppInstallation: { accessScopes: [{ handle: 'read_customers' }, { handle: 'write_customers' }] } });
  });

  test('refreshes; the old refresh token lives until the new one is used', async () => {
    const { session: first } = await exchange(store.running.mintSessionToken());
    const refresh = (token: string | undefined) => library().auth.refreshToken({ shop: store.running.shop, refreshToken: token ?? '' });
    const { session: second } = await refresh(first.refreshToken);
    expect(second.accessToken).not.toBe(first.accessToken);
    const { session: again } = await refresh(first.refreshToken);
    expect(again.accessToken).not.toBe(second.accessToken);
    await refresh(second.refreshToken);
    const error = await failure(refresh(first.refreshToken));
    expect(error.response).toMatchObject({ code: 400, body: { error: 'invalid_grant' } });
  });

  test('a session token that is forged, of another app, of another shop or too old gets nothing', async () => {
    const { running } = store;
    const claims = { shopDomain: running.shop, clientId: 'the-client', clientSecret: 'the-secret', now: Date.now() };
    const bodies = [
      mintSessionToken({ ...claims, clientSecret: 'another-secret' }),
      mintSessionToken({ ...claims, clientId: 'another-client' }),
      mintSessionToken({ ...claims, shopDomain: 'other.myshopify.com' }),
      mintSessionToken({ ...claims, now: Date.now() - 600_000 }),
    ].map((token) => ({
      client_id: 'the-client',
      client_secret: 'the-secret',
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    }));
    for (const body of bodies) {
      const response = await fetch(`${running.origin}/admin/oauth/access_token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_subject_token' });
    }
  });

  test('a wrong client secret gets 401', async () => {
    const ask = (more: object) =>
      fetch(`${store.running.origin}/admin/oauth/access_token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: 'the-client', client_secret: 'wrong', grant_type: 'refresh_token', refresh_token: 'x', ...more }),
      });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ client_id: 'unknown' })).status).toBe(400);
  });
});

describe('the Admin API', () => {
  test('refuses unknown and expired tokens with 401', async () => {
    expect((await store.post({ query: '{ shop { id } }' }, { 'x-shopify-access-token': 'shpat_nobody' })).status).toBe(401);
    const { session } = await exchange(store.running.mintSessionToken());
    const token = { 'x-shopify-access-token': session.accessToken ?? '' };
    expect((await store.post({ query: '{ shop { id } }' }, token)).status).toBe(200);
    store.running.store.clockOffsetMs = 3_601_000;
    try {
      expect((await store.post({ query: '{ shop { id } }' }, token)).status).toBe(401);
    } finally {
      store.running.store.clockOffsetMs = 0;
    }
  });

  test('knows no other shop and no other version', async () => {
    expect((await store.post({ query: '{ shop { id } }' }, { 'x-simulated-shop': 'nobody.myshopify.com' })).status).toBe(404);
    expect((await fetch(`${store.running.origin}/admin/api/2025-01/graphql.json`, { method: 'POST' })).status).toBe(404);
  });

  test('another shop has its own shoppers and its own token; no shop sees the other’s', async () => {
    const { accessToken } = (await (await fetch(`${store.running.origin}/_store/shops`, { method: 'POST', body: JSON.stringify({ domain: 'second.myshopify.com', shoppers: 20, seed: 3 }) })).json()) as { accessToken: string };
    const count = async (token: string) => (await store.gql('{ shop { myshopifyDomain } customersCount { count } }', {}, token)).data;
    expect(await count(accessToken)).toMatchObject({ shop: { myshopifyDomain: 'second.myshopify.com' } });
    expect(await count(store.running.accessToken)).toEqual({ shop: { myshopifyDomain: store.running.shop }, customersCount: { count: 3 } });
    const crossed = await store.post({ query: '{ shop { id } }' }, { 'x-simulated-shop': 'second.myshopify.com' });
    expect(crossed.status).toBe(401);
  });

  test('a token lacking a scope gets ACCESS_DENIED on that field, and the rest of the answer', async () => {
    const { session } = await exchange(store.running.mintSessionToken());
    const answer = await store.gql('{ shop { name } orders(first: 1) { nodes { id } } }', {}, session.accessToken);
    expect(answer.errors).toMatchObject([{ path: ['orders'], extensions: { code: 'ACCESS_DENIED', requiredAccess: expect.stringContaining('read_orders') as string } }]);
    expect(answer.data).toBeNull();
    const nullable = await store.gql('{ shop { name } order(id: "gid://shopify/Order/1") { id } customersCount { count } }', {}, session.accessToken);
    expect(nullable.data).toEqual({ shop: { name: 'Small Shop' }, order: null, customersCount: { count: 3 } });
    expect(nullable.errors).toHaveLength(1);
    const write = await store.gql('mutation { discountCodeDelete(id: "gid://shopify/DiscountCodeNode/1") { deletedCodeDiscountId } }', {}, session.accessToken);
    expect(write).toMatchObject({ data: { discountCodeDelete: null }, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
  });

  test('an app that was uninstalled is signed out, and an old session token does not bring it back', async () => {
    const before = store.running.mintSessionToken();
    const { session } = await exchange(before);
    store.running.store.clockOffsetMs = 2000;
    await store.control('/uninstall', {});
    expect((await store.post({ query: '{ shop { id } }' }, { 'x-shopify-access-token': session.accessToken ?? '' })).status).toBe(401);
    expect((await failure(exchange(before))).response.code).toBe(400);
    store.running.store.clockOffsetMs = 4000;
    const { session: again } = await exchange(store.running.mintSessionToken());
    expect((await store.post({ query: '{ shop { id } }' }, { 'x-shopify-access-token': again.accessToken ?? '' })).status).toBe(200);
  });
});
