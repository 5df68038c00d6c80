// Asks Shopify for a new pair of tokens: POST /admin/oauth/access_token, grant_type refresh_token.
import { Session } from '@shopify/shopify-api';
import { z } from 'zod';
import { config } from '../../config.server.ts';
import { RetryLater } from '../../domain/outcomes.ts';
import { shopifyFetch } from '../fetch.ts';

const answerSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

/** Shopify's tokens live an hour; where an answer does not say, half of that is taken, so that refreshing goes on. */
const UNSTATED_LIFE_MS = 30 * 60_000;
const TIMEOUT_MS = 15_000;

export type RefreshResult = { outcome: 'refreshed'; session: Session } | { outcome: 'refused'; status: number };

/**
 * @param session with a refresh token. It stays usable when the answer is lost, so nothing is stored before the answer is read.
 * @throws RetryLater when Shopify did not answer.
 */
export async function requestFreshTokens(session: Session, nowMs: number): Promise<RefreshResult> {
  const response = await shopifyFetch(`https://${session.shop}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ client_id: config().apiKey, client_secret: config().apiSecret, grant_type: 'refresh_token', refresh_token: session.refreshToken }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new RetryLater(2_000, 'no answer to the token refresh', { cause });
  });
  if (response.status === 429 || response.status >= 500) throw new RetryLater(5_000, `token refresh: HTTP ${response.status}`);
  if (!response.ok) return { outcome: 'refused', status: response.status };
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new RetryLater(2_000, 'the answer to the token refresh was cut off', { cause });
  });
  const answer = answerSchema.safeParse(body);
  if (!answer.success) throw new RetryLater(5_000, 'the answer to the token refresh holds no token', { cause: answer.error });
  const { access_token: accessToken, scope, expires_in: expiresInSeconds, refresh_token: refreshToken, refresh_token_expires_in: refreshInSeconds } = answer.data;
  return {
    outcome: 'refreshed',
    session: new Session({
      id: session.id,
      shop: session.shop,
      state: session.state,
      isOnline: false,
      accessToken,
      scope: scope ?? session.scope,
      expires: new Date(nowMs + (expiresInSeconds === undefined ? UNSTATED_LIFE_MS : expiresInSeconds * 1000)),
      refreshToken: refreshToken ?? session.refreshToken,
      refreshTokenExpires: refreshInSeconds === undefined ? session.refreshTokenExpires : new Date(nowMs + refreshInSeconds * 1000),
    }),
  };
}
