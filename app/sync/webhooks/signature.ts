import { createHmac, timingSafeEqual } from 'node:crypto';
import { acceptedSecrets } from '../../shopify/client-secrets.ts';

const BASE64_OF_SHA256 = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Whether Shopify signed these bytes: base64 of HMAC-SHA256 with the app's secret, or with the one before it while a
 * rotation lasts. Takes the same time whatever differs.
 */
export function isSignedByShopify(rawBody: Buffer, signature: string | null): boolean {
  if (!signature || !BASE64_OF_SHA256.test(signature)) return false;
  const given = Buffer.from(signature, 'base64');
  const matches = acceptedSecrets().map((secret) => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given));
  return matches.includes(true);
}
