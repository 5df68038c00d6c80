// A session token as App Bridge hands it to the embedded app: a JWT signed with the app's secret, valid for a minute.
import { SignJWT } from 'jose';

export interface TokenFacts {
  shop: string;
  apiKey: string;
  apiSecret: string;
  /** Seconds since 1970; default now. */
  nowSeconds?: number;
}

export async function mintSessionToken({ shop, apiKey, apiSecret, nowSeconds = Math.floor(Date.now() / 1000) }: TokenFacts): Promise<string> {
  return new SignJWT({ dest: `https://${shop}`, sid: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(`https://${shop}/admin`)
    .setAudience(apiKey)
    .setSubject('1')
    .setJti(crypto.randomUUID())
    .setIssuedAt(nowSeconds)
    .setNotBefore(nowSeconds)
    .setExpirationTime(nowSeconds + 60)
    .sign(new TextEncoder().encode(apiSecret));
}

/** The address at which Shopify admin embeds a page of the app. */
export async function embeddedAddress(appUrl: string, path: string, facts: TokenFacts, locale = 'en'): Promise<string> {
  const url = new URL(path, appUrl);
  const handle = facts.shop.replace('.myshopify.com', '');
  url.search = new URLSearchParams({
    embedded: '1',
    shop: facts.shop,
    host: Buffer.from(`admin.shopify.com/store/${handle}`).toString('base64url'),
    id_token: await mintSessionToken(facts),
    locale,
  }).toString();
  return url.toString();
}

/** Shopify's library turns away clients that look like robots. */
export const BROWSER_USER_AGENT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
