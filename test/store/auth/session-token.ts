// Session tokens as App Bridge hands them out: a JWT signed with the app's client secret, good for one minute.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

export interface SessionTokenClaims {
  iss: string;
  /** "https://shop.myshopify.com" */
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

const LIFE_SECONDS = 60;

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

export function mintSessionToken(input: { shopDomain: string; clientId: string; clientSecret: string; now: number; userId?: number }): string {
  const seconds = Math.floor(input.now / 1000);
  const claims: SessionTokenClaims = {
    iss: `https://${input.shopDomain}/admin`,
    dest: `https://${input.shopDomain}`,
    aud: input.clientId,
    sub: String(input.userId ?? 42),
    exp: seconds + LIFE_SECONDS,
    nbf: seconds,
    iat: seconds,
    jti: randomUUID(),
    sid: randomUUID(),
  };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign(text, input.clientSecret).toString('base64url')}`;
}

/** @returns null where the token is forged, of another app, or not of this minute. */
export function readSessionToken(token: string, input: { clientId: string; clientSecret: string; now: number }): SessionTokenClaims | null {
  const [header = '', body = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !signature) return null;
  const given = Buffer.from(signature, 'base64url');
  const wanted = sign(`${header}.${body}`, input.clientSecret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  let claims: SessionTokenClaims;
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { alg?: string };
    if (alg !== 'HS256') return null;
    claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as SessionTokenClaims;
  } catch {
    return null;
  }
  const seconds = input.now / 1000;
  const inTime = claims.exp > seconds - 10 && claims.nbf <= seconds + 10;
  return claims.aud === input.clientId && inTime ? claims : null;
}
