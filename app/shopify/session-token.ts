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

type Claims = Record<string, unknown> & { readonly shopDomain: string };

/** What a token says that Shopify signed for this app, and the one shop that both iss and dest name; or null. */
function claimsOf(token: string): Claims | null {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || parseObject(header)?.['alg'] !== 'HS256') return null;
  const given = Buffer.from(signature, 'base64url');
  if (!acceptedSecrets().some((secret) => isSignedBy(secret, `${header}.${payload}`, given))) return null;
  const claims = parseObject(payload);
  const { dest, iss, aud } = claims ?? {};
  // Spelt as Shopify spells them: a name before the host, a port or a path is none of its.
  const shopDomain = typeof dest === 'string' && dest.startsWith('https://') ? dest.slice('https://'.length) : '';
  if (!isCanonicalShopDomain(shopDomain) || aud !== config().apiKey || iss !== `${String(dest)}/admin`) return null;
  return { ...claims, shopDomain };
}

/**
 * The shop that Shopify signed this token for, or null. An expired token counts: it still names its shop truly, which is
 * all that may be decided by it. It signs nobody in.
 */
export function findShopOfSessionToken(token: string): string | null {
  return claimsOf(token)?.shopDomain ?? null;
}

/**
 * Whether a token is whole enough to sign somebody in, its time apart: that is for the library to check, which does so only
 * where a time is given.
 */
export function mayBeSessionToken(token: string): boolean {
  const claims = claimsOf(token);
  return claims !== null && Number.isSafeInteger(claims['exp']) && Number.isSafeInteger(claims['nbf']) && typeof claims['sub'] === 'string' && claims['sub'] !== '';
}
