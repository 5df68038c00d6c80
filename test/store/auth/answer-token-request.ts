// POST /admin/oauth/access_token: token exchange and refresh, as the library sends them.
import { installApp } from '../commerce/app-installation.ts';
import type { ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { readSessionToken } from './session-token.ts';
import { issueToken, refreshToken, type TokenAnswer } from './tokens.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';

export interface TokenReply {
  status: number;
  body: TokenAnswer | { error: string; error_description: string };
}

function refuse(status: number, error: string, description: string): TokenReply {
  return { status, body: { error, error_description: description } };
}

export function answerTokenRequest(store: SimulatedStore, state: ShopState, app: { clientId: string; clientSecret: string }, body: Record<string, unknown>): TokenReply {
  if (body.client_id !== app.clientId) return refuse(400, 'application_cannot_be_found', 'Oauth error application_cannot_be_found: The application does not exist.');
  if (body.client_secret !== app.clientSecret) return refuse(401, 'invalid_client', 'The client secret is not valid.');
  if (body.grant_type === EXCHANGE) return exchange(store, state, app, body);
  if (body.grant_type === 'refresh_token') {
    const { installation } = state;
    const answer = installation && installation.uninstalledAt === null ? refreshToken(store, state, installation, String(body.refresh_token)) : null;
    return answer ? { status: 200, body: answer } : refuse(400, 'invalid_grant', 'The refresh token is invalid, expired or has been used.');
  }
  return refuse(400, 'unsupported_grant_type', `The grant type ${String(body.grant_type)} is not implemented by the simulated store.`);
}

function exchange(store: SimulatedStore, state: ShopState, app: { clientId: string; clientSecret: string }, body: Record<string, unknown>): TokenReply {
  const claims = readSessionToken(String(body.subject_token), { ...app, now: store.now() });
  const ofThisShop = claims?.dest === `https://${state.shop.domain}`;
  // A token from before the uninstall brings nothing back.
  const stale = state.installation?.uninstalledAt != null && (claims?.iat ?? 0) * 1000 < state.installation.uninstalledAt;
  if (body.subject_token_type !== ID_TOKEN || !claims || !ofThisShop || stale) return refuse(400, 'invalid_subject_token', 'The session token is not valid.');
  if (body.requested_token_type !== OFFLINE) return refuse(400, 'invalid_request', 'The simulated store gives out offline tokens only.');
  return { status: 200, body: issueToken(store, state, installApp(store, state), body.expiring === '1', null) };
}
