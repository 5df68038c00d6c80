import { createHmac } from 'node:crypto';
import fc from '../support/seeded-fast-check.ts';
import { describe, expect, it } from 'vitest';
import { verifyAppProxyRequest } from '../../app/shopify/app-proxy-signature.ts';

const SECRET = 'hush';
const AT_SECONDS = 1_317_327_555;
const NOW_MS = AT_SECONDS * 1000;
const good: [string, string][] = [
  ['shop', 'shop-name.myshopify.com'],
  ['logged_in_customer_id', '1'],
  ['path_prefix', '/apps/perennial'],
  ['timestamp', String(AT_SECONDS)],
];

/** Signs as Shopify does. */
function sign(pairs: readonly [string, string][], secret = SECRET): URLSearchParams {
  const values = new Map<string, string[]>();
  for (const [key, value] of pairs) values.set(key, [...(values.get(key) ?? []), value]);
  const message = [...values].map(([key, all]) => `${key}=${all.join(',')}`).sort().join('');
  return new URLSearchParams([...pairs, ['signature', createHmac('sha256', secret).update(message).digest('hex')]]);
}

/** The good request with some values replaced; null takes the parameter away. */
function signed(change: Record<string, string | null>): URLSearchParams {
  return sign(good.flatMap(([key, value]): [string, string][] => {
    const changed = key in change ? change[key] : value;
    return typeof changed === 'string' ? [[key, changed]] : [];
  }));
}

const verify = (query: URLSearchParams, nowMs = NOW_MS, secrets = [SECRET]) => verifyAppProxyRequest(query, secrets, nowMs);

describe('the signature of an app-proxy request', () => {
  it('reference: the example that Shopify publishes verifies', () => {
    // shopify.dev, "Authenticate app proxies": shared secret "hush".
    const query = new URLSearchParams('extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb');
    expect(verify(query)).toEqual({ outcome: 'verified', shopDomain: 'shop-name.myshopify.com', customerId: 1n });
  });

  it('names the logged-in customer, or nobody', () => {
    expect(verify(sign(good))).toMatchObject({ outcome: 'verified', customerId: 1n });
    expect(verify(signed({ logged_in_customer_id: '' }))).toMatchObject({ outcome: 'verified', customerId: null });
    expect(verify(signed({ logged_in_customer_id: null }))).toMatchObject({ outcome: 'verified', customerId: null });
  });

  it.each([-90, 0, 90])('is good at %i seconds', (seconds) => {
    expect(verify(sign(good), NOW_MS + seconds * 1000).outcome).toBe('verified');
  });

  it.each([-91, 91, 86_400])('is stale at %i seconds', (seconds) => {
    expect(verify(sign(good), NOW_MS + seconds * 1000)).toEqual({ outcome: 'refused', because: 'timestamp' });
  });

  it.each(['', 'abc', '1317327555.5', '-1317327555', '1e9', ' 1317327555', '0x4e84b3c3', '13173275550000000'])('refuses the timestamp "%s", though signed', (timestamp) => {
    expect(verify(signed({ timestamp }))).toEqual({ outcome: 'refused', because: 'timestamp' });
  });

  it('accepts the old secret only while it is named', () => {
    const old = sign(good, 'old secret');
    expect(verify(old).outcome).toBe('refused');
    expect(verify(old, NOW_MS, [SECRET, 'old secret']).outcome).toBe('verified');
  });

  it.each(['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp'])('refuses when %s was tampered with', (key) => {
    const query = sign(good);
    const last = query.get(key)?.at(-1) === '2' ? '3' : '2';
    query.set(key, key === 'shop' ? 'shop-nama.myshopify.com' : `${query.get(key)?.slice(0, -1)}${last}`);
    expect(verify(query)).toEqual({ outcome: 'refused', because: 'signature' });
  });

  it('refuses an added, a removed and a renamed parameter', () => {
    const added = sign(good);
    added.set('extra', '1');
    const removed = sign([...good, ['extra', '1']]);
    removed.delete('extra');
    const renamed = sign([...good, ['extra', '1']]);
    renamed.delete('extra');
    renamed.set('extrb', '1');
    for (const query of [added, removed, renamed]) expect(verify(query)).toEqual({ outcome: 'refused', because: 'signature' });
  });

  it.each(['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature'])('refuses a repeated %s, also where all of it is signed', (key) => {
    const value = sign(good).get(key) ?? '';
    const query = key === 'signature' ? sign(good) : sign([...good, [key, value]]);
    if (key === 'signature') query.append('signature', value);
    expect(verify(query)).toEqual({ outcome: 'refused', because: 'parameter' });
  });

  it.each(['shop', 'path_prefix', 'timestamp'])('refuses a missing %s, though signed', (key) => {
    expect(verify(signed({ [key]: null })).outcome).toBe('refused');
  });

  it('refuses names in another case: they are parameters of the shopper', () => {
    for (const [key, value] of good.filter(([name]) => name !== 'logged_in_customer_id')) {
      const others = good.filter(([name]) => name !== key);
      expect(verify(sign([...others, [key.toUpperCase(), value]])).outcome).toBe('refused');
    }
    const capital = sign(good);
    capital.set('Signature', capital.get('signature') ?? '');
    capital.delete('signature');
    expect(verify(capital)).toEqual({ outcome: 'refused', because: 'signature' });
    const ignored = sign([...good, ['Logged_In_Customer_Id', '2']]);
    expect(verify(ignored)).toMatchObject({ outcome: 'verified', customerId: 1n });
  });

  it.each(['', 'x', 'A'.repeat(64), 'zz'.repeat(32), '0'.repeat(63), '0'.repeat(65), '\u0000'.repeat(64), 'ä'.repeat(64)])('refuses the signature "%s" without throwing', (signature) => {
    const query = sign(good);
    query.set('signature', signature);
    expect(verify(query)).toEqual({ outcome: 'refused', because: 'signature' });
  });

  it('refuses the right signature in capitals or in base64', () => {
    const query = sign(good);
    const hex = query.get('signature') ?? '';
    for (const form of [hex.toUpperCase(), Buffer.from(hex, 'hex').toString('base64')]) {
      query.set('signature', form);
      expect(verify(query)).toEqual({ outcome: 'refused', because: 'signature' });
    }
  });

  it.each(['Shop-Name.myshopify.com', 'shop-name.myshopify.com/', 'shop-name.myshopify.com.evil.example', 'evil.example/.myshopify.com', 'shop-name.shopify.com', 'shop-name.myshopify.com:443', 'a@shop-name.myshopify.com', '', '.myshopify.com', 'shop-name.myshopify.com\n'])(
    'refuses the shop "%s", though signed',
    (shop) => {
      expect(verify(signed({ shop }))).toEqual({ outcome: 'refused', because: 'parameter' });
    },
  );

  it.each(['0', '-1', '1.5', '1,2', '01', ' 1', '1e3', 'gid://shopify/Customer/1', '1234567890123456789'])('refuses the customer "%s", though signed', (customer) => {
    expect(verify(signed({ logged_in_customer_id: customer }))).toEqual({ outcome: 'refused', because: 'parameter' });
  });

  it('refuses a message that is cut elsewhere to name another customer', () => {
    // A logged-out shopper has Shopify sign ?a=1logged_in_customer_id=5m= ; the same message, cut otherwise, would name customer 5.
    const rest = good.filter(([key]) => key !== 'logged_in_customer_id');
    const asked = sign([...rest, ['logged_in_customer_id', ''], ['a', '1logged_in_customer_id=5m=']]);
    const forged = new URLSearchParams([...rest, ['a', '1'], ['logged_in_customer_id', '5'], ['m', 'logged_in_customer_id='], ['signature', asked.get('signature') ?? '']]);
    const message = (query: URLSearchParams) => [...query].filter(([key]) => key !== 'signature').map(([key, value]) => `${key}=${value}`).sort().join('');
    expect(message(forged)).toBe(message(asked));
    expect(verify(forged)).toEqual({ outcome: 'refused', because: 'parameter' });
    expect(verify(asked)).toEqual({ outcome: 'refused', because: 'parameter' });
  });

  it('names nobody else however a shopper has a message signed and then cuts it', () => {
    const piece = fc.constantFrom('logged_in_customer_id=', 'shop=', 'path_prefix=', 'timestamp=', 'm=', 'b=', '5', '1', 'a', 'shop-name.myshopify.com', '/apps/perennial', String(AT_SECONDS), ',');
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    let recut = 0;
    fc.assert(
      fc.property(text, text, fc.boolean(), fc.infiniteStream(fc.boolean()), (key, value, loggedIn, coin) => {
        const customer = loggedIn ? '1' : '';
        const asked = sign([...good.filter(([name]) => name !== 'logged_in_customer_id'), ['logged_in_customer_id', customer], [key, value]]);
        const message = [...asked].filter(([name]) => name !== 'signature').map(([name, all]) => `${name}=${all}`).sort().join('');
        // Cut before any of the names that occur in it, as the coin falls.
        const parts = message.split(/(?=(?:logged_in_customer_id|path_prefix|shop|timestamp|m|b|a)=)/).reduce<string[]>((cuts, part) => (cuts.length > 0 && coin.next().value ? [...cuts.slice(0, -1), `${cuts.at(-1) ?? ''}${part}`] : [...cuts, part]), []);
        const forged = new URLSearchParams(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
        if (forged.toString() !== new URLSearchParams([...asked].filter(([name]) => name !== 'signature')).toString()) recut += 1;
        forged.set('signature', asked.get('signature') ?? '');
        const answer = verify(forged);
        if (answer.outcome === 'verified') expect([answer.shopDomain, String(answer.customerId ?? '')]).toEqual(['shop-name.myshopify.com', customer]);
      }),
      { numRuns: 20_000, seed: 7 },
    );
    expect(recut).toBeGreaterThan(10_000);
  });

  it('refuses a message in which a name of Shopify hides in an invented one', () => {
    for (const key of ['shop', 'timestamp', 'path_prefix', 'logged_in_customer_id']) {
      expect(verify(sign([...good, [`x${key}`, '1']]))).toEqual({ outcome: 'refused', because: 'parameter' });
    }
  });

  it('is not moved by other parameters, in any order, repeated or empty', () => {
    const query = sign([['zz', ''], ['a', '1'], ['a', '2'], ['%', '& ='], ['ü', 'é'], ...good].toReversed() as [string, string][]);
    expect(verify(new URLSearchParams(query.toString()))).toMatchObject({ outcome: 'verified', customerId: 1n });
  });
});
