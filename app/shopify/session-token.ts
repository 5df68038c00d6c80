// What a session token proves about the shop, without the library: its checks leave iss and dest uncompared, and its
// errors carry the whole token.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { config } from '../config.server.ts';
import { acceptedSecrets } from './client-secrets.ts';
import { isCanonicalShopDomain } from './shop-domain.ts';

function isSignedBy(secret: string, content: string, signature: Buffer): boolean {
  const expected = createHmac('sha256', secret).update(content).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function parseObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // Not JSON: no token, whoever sent it.
    return null;
  }
}

function hostOf(claim: unknown): string | null {
  return typeof claim === 'string' && URL.canParse(claim) ? new URL(claim).host : null;
}

/**
 * The shop that Shopify signed this token for, or null. An expired token counts: it still names its shop truly, which is
 * all that may be decided by it. It signs nobody in.
 */
export function findShopOfSessionToken(token: string): string | null {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || parseObject(header)?.['alg'] !== 'HS256') return null;
  const given = Buffer.from(signature, 'base64url');
  if (!acceptedSecrets().some((secret) => isSignedBy(secret, `${header}.${payload}`, given))) return null;
  const claims = parseObject(payload);
  const shopDomain = hostOf(claims?.['dest']);
  if (!shopDomain || claims?.['aud'] !== config().apiKey || hostOf(claims['iss']) !== shopDomain) return null;
  return isCanonicalShopDomain(shopDomain) ? shopDomain : null;
}
