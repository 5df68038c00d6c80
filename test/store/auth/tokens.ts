// Access tokens of the app in a shop, and the refresh tokens that follow one another.
import { randomBytes } from 'node:crypto';
import type { AccessToken, AppInstallation, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';

const ACCESS_SECONDS = 3600;
/** 90 days. */
const REFRESH_SECONDS = 7_776_000;

export interface TokenAnswer {
  access_token: string;
  scope: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
}

function fresh(store: SimulatedStore, prefix: string): string {
  return `${prefix}_${store.randomHex(16)}`;
}

/** @param replaces the refresh token that was used; it stays usable until the new one is. */
export function issueToken(store: SimulatedStore, state: ShopState, installation: AppInstallation, expiring: boolean, replaces: string | null): TokenAnswer {
  const now = store.now();
  const token: AccessToken = { token: fresh(store, 'shpat'), scopes: [...installation.scopes], expiresAt: expiring ? now + ACCESS_SECONDS * 1000 : null };
  installation.accessTokens.set(token.token, token);
  store.record(state, 'token-issued', { expiring, refreshed: replaces !== null });
  const answer: TokenAnswer = { access_token: token.token, scope: token.scopes.join(',') };
  if (!expiring) return answer;
  const refresh = { token: fresh(store, 'shprt'), accessToken: token.token, expiresAt: now + REFRESH_SECONDS * 1000, replaces };
  installation.refreshTokens.set(refresh.token, refresh);
  return { ...answer, expires_in: ACCESS_SECONDS, refresh_token: refresh.token, refresh_token_expires_in: REFRESH_SECONDS };
}

/** @returns null where the refresh token is unknown, used up or too old. */
export function refreshToken(store: SimulatedStore, state: ShopState, installation: AppInstallation, given: string): TokenAnswer | null {
  const known = installation.refreshTokens.get(given);
  if (!known || known.expiresAt <= store.now()) return null;
  // The new one has arrived at the app, for it is used: what it replaced is of no more use.
  if (known.replaces) installation.refreshTokens.delete(known.replaces);
  return issueToken(store, state, installation, true, given);
}

/** @returns null where the token is unknown or has expired. */
export function accessTokenOf(state: ShopState, given: string | undefined, now: number): AccessToken | null {
  const token = given === undefined ? undefined : state.installation?.accessTokens.get(given);
  if (!token || state.installation?.uninstalledAt !== null) return null;
  return token.expiresAt !== null && token.expiresAt <= now ? null : token;
}

/** A token that never expires and may do everything, for any GraphQL client. */
export function issueStandingToken(installation: AppInstallation, scopes: readonly string[]): string {
  const token: AccessToken = { token: `shpat_${randomBytes(16).toString('hex')}`, scopes: [...scopes], expiresAt: null };
  installation.accessTokens.set(token.token, token);
  return token.token;
}
