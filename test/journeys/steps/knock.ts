// Knocks at the app's doors as a stranger would.
import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { BROWSER_USER_AGENT, mintSessionToken } from '../../support/session-token.ts';
import { API_KEY, API_SECRET, type Road } from '../../demo/road.ts';

export interface Knock {
  /** Default: signed as Shopify signs. */
  secret?: string;
  signature?: string | null;
  shop?: string;
  topic?: string;
  body?: string;
}

/** @returns the status of a webhook's answer. */
export async function knockWithWebhook(road: Road, { secret = API_SECRET, signature, shop = road.store.shop, topic = 'customers/update', body = '{"id":1}' }: Knock): Promise<number> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': shop,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': new Date().toISOString(),
  };
  if (signature !== null) headers['x-shopify-hmac-sha256'] = signature ?? createHmac('sha256', secret).update(body).digest('base64');
  const answer = await fetch(`${road.appUrl}/webhooks/customers`, { method: 'POST', headers, body, redirect: 'manual' });
  await answer.body?.cancel();
  return answer.status;
}

/** @returns the status of a page's data, asked for with this session token. */
export async function knockWithToken(road: Road, token: string, page = '/app/customers.data'): Promise<number> {
  const answer = await fetch(`${road.appUrl}${page}`, { headers: { authorization: `Bearer ${token}`, 'user-agent': BROWSER_USER_AGENT }, redirect: 'manual' });
  await answer.body?.cancel();
  return answer.status;
}

export async function tokens(road: Road): Promise<Record<'good' | 'expired' | 'forged' | 'otherApp' | 'unsigned', string>> {
  const facts = { shop: road.store.shop, apiKey: API_KEY, apiSecret: API_SECRET };
  const now = Math.floor(Date.now() / 1000);
  const claims = { dest: `https://${road.store.shop}`, iss: `https://${road.store.shop}/admin`, aud: API_KEY, sub: '1', exp: now + 60, nbf: now, iat: now };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    good: await mintSessionToken(facts),
    expired: await mintSessionToken({ ...facts, nowSeconds: now - 120 }),
    forged: await mintSessionToken({ ...facts, apiSecret: 'another secret' }),
    otherApp: await new SignJWT({ ...claims, aud: 'another app' }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(API_SECRET)),
    unsigned: `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`,
  };
}
