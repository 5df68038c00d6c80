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
/** What is refused for another reason, such as our own secret being replaced at this moment, says nothing about the token. */
const UNEXPLAINED_AGAIN_MS = 60_000;

const refusal = z.object({ error: z.string() });

/**
 * Whether the refresh token is dead: Shopify says so in OAuth's words (RFC 6749, 5.2), the shop is closed to us or gone, or it
 * answers as to any unknown token, 401 without such a word: the app is no longer installed.
 */
async function isDead(response: Response): Promise<boolean> {
  if (response.status === 403 || response.status === 404) return true;
  const said = refusal.safeParse(await response.json().catch(() => null));
  return said.success ? ['invalid_grant', 'invalid_request'].includes(said.data.error) : response.status === 401;
}

export type RefreshResult = { outcome: 'refreshed'; session: Session } | { outcome: 'refused'; status: number };

/**
 * @param session with a refresh token. It stays usable when the answer is lost, so nothing is stored before the answer is read.
 * @throws RetryLater when Shopify did not answer, or refused for a reason that is not the token's.
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
  if (!response.ok) {
    if (await isDead(response)) return { outcome: 'refused', status: response.status };
    throw new RetryLater(UNEXPLAINED_AGAIN_MS, `token refresh: HTTP ${response.status}`);
  }
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
