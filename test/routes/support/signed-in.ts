// Requests as App Bridge sends them for a merchant: a real session token, and a stored offline session of the shop.
import { Session } from '@shopify/shopify-api';
import { config } from '../../../app/config.server.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';
import { mintSessionToken } from '../../support/session-token.ts';

const AN_HOUR_MS = 3_600_000;

export async function signIn(domain: string): Promise<void> {
  await sessionStorage.storeSession(
    new Session({
      id: `offline_${domain}`,
      shop: domain,
      state: '',
      isOnline: false,
      scope: 'read_customers',
      accessToken: 'shpat_of_tests',
      expires: new Date(Date.now() + AN_HOUR_MS),
      refreshToken: 'shprt_of_tests',
      refreshTokenExpires: new Date(Date.now() + 24 * AN_HOUR_MS),
    }),
  );
}

/** @param form sent as a POST when given */
export async function merchantRequest(domain: string, path: string, form?: Record<string, string>): Promise<Request> {
  const token = await mintSessionToken({ shop: domain, apiKey: config().apiKey, apiSecret: config().apiSecret });
  return new Request(new URL(path, config().appUrl), {
    headers: { authorization: `Bearer ${token}` },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
}
