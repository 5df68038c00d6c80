// Signatures that Shopify did not make: 1,200 of twelve kinds and 10,000 of chance, none accepted, none looked up.
import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { receiveWebhook } from '../../../app/sync/webhooks/receive.ts';
import { isSignedByShopify } from '../../../app/sync/webhooks/signature.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { orderBody } from '../support/bodies.ts';

const SECRET = config().apiSecret;
const hmac = (body: Buffer, secret = SECRET, algorithm = 'sha256') => createHmac(algorithm, secret).update(body).digest();
const bodyOf = (n: number) => Buffer.from(JSON.stringify(orderBody({ id: n, updatedAt: '2026-03-01T10:00:00-05:00', lines: [{ id: n, title: `Cup ${n} é\u2028` }] })));
const flipped = (bytes: Buffer, at: number) => {
  const other = Buffer.from(bytes);
  const place = at % other.length;
  other[place] = (other[place] ?? 0) ^ (1 << (at % 8));
  return other;
};

type Forged = readonly [rawBody: Buffer, signature: string | null];

/** Each kind makes a hundred, all different. */
const KINDS: Record<string, (body: Buffer, n: number) => Forged> = {
  'missing or blank': (body, n) => [body, n % 10 === 0 ? null : ' '.repeat(n)],
  'in hex': (body, n) => [body, n % 2 ? hmac(body).toString('hex') : hmac(body).toString('hex').toUpperCase()],
  base64url: (body) => [body, hmac(body).toString('base64url')],
  'padded otherwise': (body, n) => [body, `${hmac(body).toString('base64').slice(0, -1)}${['', '==', '===', '= ', ' ='][n % 5]}`],
  'of another secret': (body, n) => [body, hmac(body, `${SECRET}${n}`).toString('base64')],
  'of a secret cut or in other letters': (body, n) => [body, hmac(body, n % 2 ? SECRET.slice(0, n % SECRET.length) : SECRET.toUpperCase()).toString('base64')],
  truncated: (body, n) => [body, hmac(body).toString('base64').slice(0, n % 44)],
  'of a body with one bit changed': (body, n) => [flipped(body, n * 7), hmac(body).toString('base64')],
  'with one bit changed': (body, n) => [body, flipped(hmac(body), n).toString('base64')],
  'of the body written again': (body, n) => [[Buffer.concat([Buffer.from('\ufeff'), body]), Buffer.concat([body, Buffer.from('\n')]), Buffer.from(JSON.stringify(JSON.parse(String(body)), null, 1)), Buffer.concat([body, Buffer.alloc(n + 1)])][n % 4] ?? body, hmac(body).toString('base64')],
  'more than one, or with line breaks and zero bytes': (body, n) => {
    const right = hmac(body).toString('base64');
    return [body, [`${right}, ${right}`, `${right},${right}`, `${right}\r\n`, `${right}\0`, `\n${right}`, ` ${right}`, right + 'A'.repeat(4096), `${right};`, `"${right}"`, `sha256=${right}`][n % 10] ?? ''];
  },
  'of another algorithm, or of no key at all': (body, n) => [body, [hmac(body, SECRET, 'sha1'), hmac(body, SECRET, 'sha512'), hmac(body, SECRET, 'md5'), createHash('sha256').update(body).digest(), createHash('sha256').update(SECRET).update(body).digest(), hmac(body, '')][n % 6]?.toString('base64') ?? ''],
};

async function isAccepted([rawBody, signature]: Forged): Promise<boolean> {
  if (isSignedByShopify(rawBody, signature)) return true;
  const headers = new Headers({ 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': 'forged.myshopify.com', 'x-shopify-event-id': '1' });
  // What no header can carry does not get so far.
  if (signature !== null && [...signature].every((character) => character >= ' ')) headers.set('x-shopify-hmac-sha256', signature);
  return (await receiveWebhook({ rawBody, headers })).status !== 401;
}

describe('a signature that Shopify did not make', () => {
  // Any statement would fail: there is no database here.
  const query = vi.spyOn(pg.Client.prototype, 'query');

  it.each(Object.entries(KINDS))('%s is not accepted', async (_name, forge) => {
    const accepted: string[] = [];
    for (let n = 0; n < 100; n += 1) {
      const body = bodyOf(n);
      expect(isSignedByShopify(body, hmac(body).toString('base64'))).toBe(true);
      const forged = forge(body, n);
      // A blank around a header's value is no part of it: Headers takes it away, and what is left is the right one.
      if (forged[1] !== null && forged[1].trim() === hmac(body).toString('base64') && forged[0].equals(body)) expect(isSignedByShopify(...forged)).toBe(false);
      else if (await isAccepted(forged)) accepted.push(`${n}: ${forged[1]}`);
    }
    expect(accepted).toEqual([]);
    expect(query).not.toHaveBeenCalled();
  });

  it('is not accepted however chance changes body and signature: 10,000', async () => {
    const random = seededRandom(11);
    const pick = (below: number) => Math.floor(random() * below);
    const body = bodyOf(1);
    const right = hmac(body).toString('base64');
    let accepted = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const bytes = Buffer.from(n % 2 ? body : right);
      const changes = 1 + pick(3);
      for (let change = 0; change < changes; change += 1) bytes[pick(bytes.length)] = pick(256);
      const cut = random() < 0.2 ? bytes.subarray(0, pick(bytes.length)) : bytes;
      if (cut.equals(n % 2 ? body : Buffer.from(right))) continue;
      if (n % 2 ? isSignedByShopify(cut, right) : isSignedByShopify(body, cut.toString('latin1'))) accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});
