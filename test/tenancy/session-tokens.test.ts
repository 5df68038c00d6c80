// Session tokens that Shopify did not sign for this app, this shop and this minute, at every page there is: none opens one.
import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { config } from '../../app/config.server.ts';
import { asked, setMood } from '../routes/support/shopify-stub.ts';
import { signIn } from '../routes/support/signed-in.ts';
import { useDatabase } from '../support/database.ts';
import { BROWSER_USER_AGENT, mintSessionToken } from '../support/session-token.ts';
import { appHandler, findRoutes, readRouteModule, type RouteFile } from './support/app-handler.ts';

const db = useDatabase();
const SHOP = 'token-own.myshopify.com';
const OTHER = 'token-other.myshopify.com';
const NOW = Math.floor(Date.now() / 1000);
const pages = findRoutes().filter(({ id }) => id.startsWith('routes/app.'));
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 });
  for (const domain of [SHOP, OTHER]) await signIn((await db.newShop({ domain })).domain);
  handle = await appHandler();
  setMood('willing');
});
afterAll(() => vi.useRealTimers());

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = { alg: 'HS256', typ: 'JWT' };
const CLAIMS = { iss: `https://${SHOP}/admin`, dest: `https://${SHOP}`, aud: config().apiKey, sub: '1', exp: NOW + 60, nbf: NOW, iat: NOW, jti: 'a', sid: 'b' };

interface Made {
  header?: object;
  secret?: string | Buffer;
  algorithm?: string;
}

function token(claims: object = CLAIMS, { header = HEADER, secret = config().apiSecret, algorithm = 'sha256' }: Made = {}): string {
  const content = `${encoded(header)}.${encoded(claims)}`;
  return `${content}.${createHmac(algorithm, secret).update(content).digest('base64url')}`;
}
const but = (change: object) => token({ ...CLAIMS, ...change });
const ofShop = (host: string) => but({ dest: `https://${host}`, iss: `https://${host}/admin` });

function byPrivateKey(alg: 'RS256' | 'ES256'): string {
  const { privateKey } = alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = `${encoded({ ...HEADER, alg })}.${encoded(CLAIMS)}`;
  return `${content}.${signWith('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const own = Buffer.from('a key that I bring along');
const FORGERIES: Readonly<Record<string, string>> = {
  'alg none, without a signature': `${encoded({ ...HEADER, alg: 'none' })}.${encoded(CLAIMS)}.`,
  'alg none, with the right signature': token(CLAIMS, { header: { alg: 'none' } }),
  'alg nOnE': `${encoded({ ...HEADER, alg: 'nOnE' })}.${encoded(CLAIMS)}.`,
  HS384: token(CLAIMS, { header: { alg: 'HS384' }, algorithm: 'sha384' }),
  HS512: token(CLAIMS, { header: { alg: 'HS512' }, algorithm: 'sha512' }),
  RS256: byPrivateKey('RS256'),
  ES256: byPrivateKey('ES256'),
  'kid of a file': token(CLAIMS, { header: { ...HEADER, kid: '../../dev/null' }, secret: '' }),
  jku: token(CLAIMS, { header: { ...HEADER, jku: 'https://evil.example/keys' }, secret: own }),
  jwk: token(CLAIMS, { header: { ...HEADER, jwk: { kty: 'oct', k: own.toString('base64url') } }, secret: own }),
  'secret of another app': token(CLAIMS, { secret: 'another secret' }),
  'secret in other letters': token(CLAIMS, { secret: config().apiSecret.toUpperCase() }),
  'another payload under a right signature': token().replace(/\.[^.]+\./, `.${encoded({ ...CLAIMS, dest: `https://${OTHER}`, iss: `https://${OTHER}/admin` })}.`),
  'aud of another app': but({ aud: 'another app' }),
  'aud a list with ours': but({ aud: [config().apiKey, 'another app'] }),
  'aud missing': but({ aud: undefined }),
  'iss another shop': but({ iss: `https://${OTHER}/admin` }),
  'iss missing': but({ iss: undefined }),
  'dest another shop': but({ dest: `https://${OTHER}` }),
  'dest no shop of Shopify': ofShop('evil.example'),
  'dest with a name before it': ofShop(`evil.example@${SHOP}`),
  'dest with a port': ofShop(`${SHOP}:8443`),
  'dest with a path': but({ dest: `https://${SHOP}/x`, iss: `https://${SHOP}/x/admin` }),
  'dest in other letters': ofShop(SHOP.toUpperCase()),
  'dest that only ends so': ofShop('evil.example#.myshopify.com'),
  'dest over http': but({ dest: `http://${SHOP}`, iss: `http://${SHOP}/admin` }),
  'dest in Cyrillic': ofShop('tоken-own.myshopify.com'),
  'expired 10 seconds ago': but({ exp: NOW - 10 }),
  'expired 11 seconds ago': but({ exp: NOW - 11 }),
  'without an end': but({ exp: undefined }),
  'with an end in words': but({ exp: 'never' }),
  'valid in 11 seconds': but({ nbf: NOW + 11 }),
  'without a beginning': but({ nbf: undefined }),
  'of nobody': but({ sub: undefined }),
  'a token in a token': token(undefined, { header: { ...HEADER, cty: 'JWT' } }).replace(/\.[^.]+\./, `.${Buffer.from(token()).toString('base64url')}.`),
  'with a fourth part': `${token()}.${encoded({})}`,
  'of 64 kilobytes': token({ ...CLAIMS, fill: 'x'.repeat(64 * 1024) }, { secret: 'another secret' }),
};

const filled = (pattern: string) => pattern.replace(/:\w+|\*/g, '1');
const search = `?shop=${SHOP}&host=${Buffer.from(`admin.shopify.com/store/token-own`).toString('base64url')}&embedded=1`;

async function ask(page: RouteFile, given: string | null, how: 'data' | 'action' | 'document'): Promise<{ status: number; location: string | null; policy: string | null; html: boolean; text: string }> {
  const headers: Record<string, string> = { 'user-agent': BROWSER_USER_AGENT };
  if (given !== null && how !== 'document') headers['authorization'] = `Bearer ${given}`;
  const address = how === 'document' ? `${filled(page.pattern)}${search}${given === null ? '' : `&id_token=${encodeURIComponent(given)}`}` : `${filled(page.pattern)}.data${how === 'action' && page.index ? '?index' : ''}`;
  const response = await handle(new Request(`${config().appUrl}${address}`, { headers, ...(how === 'action' ? { method: 'POST', body: new URLSearchParams({ intent: 'dismiss-setup' }) } : {}) }));
  const text = await response.text();
  return { status: response.status, location: response.headers.get('location'), policy: response.headers.get('content-security-policy'), html: (response.headers.get('content-type') ?? '').includes('html'), text };
}

const digest = async () => (await db.asOwner('select (select json_agg(s) from shop s)::text as shops, (select json_agg(s) from shop_session s)::text as sessions, (select count(*) from pgboss.job) as jobs'))[0];

describe('a forged session token', () => {
  it(`opens no page and does nothing: ${Object.keys(FORGERIES).length} forgeries at every page`, async () => {
    const before = await digest();
    asked.length = 0;
    const accepted: string[] = [];
    let tried = 0;
    for (const page of pages) {
      const ways = 'action' in (await readRouteModule(page)) ? (['data', 'action'] as const) : (['data'] as const);
      for (const [name, forged] of Object.entries(FORGERIES)) {
        for (const how of ways) {
          tried += 1;
          const { status } = await ask(page, forged, how);
          if (status !== 401) accepted.push(`${page.id} ${how} ${name}: ${status}`);
        }
      }
    }
    expect(accepted).toEqual([]);
    expect(Object.keys(FORGERIES).length).toBeGreaterThanOrEqual(28);
    expect(tried).toBeGreaterThan(28 * pages.length);
    expect(asked).toEqual([]);
    expect(await digest()).toEqual(before);
  }, 120_000);

  it('opens no document either: it is sent to fetch a new one, or refused, in a page that nobody frames', async () => {
    const page = pages.find(({ id }) => id === 'routes/app.segments');
    if (!page) throw new Error('There is no such page.');
    for (const [name, forged] of Object.entries(FORGERIES)) {
      if (name === 'of 64 kilobytes') continue;
      const { status, location, html, policy } = await ask(page, forged, 'document');
      expect([302, 401], name).toContain(status);
      if (status === 302) expect(new URL(location ?? '', config().appUrl).pathname, name).toBe('/auth/session-token');
      // An expired one still names its shop truly.
      if (html) expect(policy, name).toContain('frame-ancestors ');
    }
  });

  it('is none within ten seconds of its time, as the clocks of two machines differ', async () => {
    for (const page of pages.filter(({ id }) => id === 'routes/app.sync')) {
      for (const good of [token(), but({ exp: NOW - 9, nbf: NOW - 69 }), but({ nbf: NOW + 10 })]) expect((await ask(page, good, 'data')).status).toBe(200);
    }
  });
});

describe('an HTML answer', () => {
  it('says who may frame it, whatever it is: pages, errors, what is not there, redirects to sign-in', async () => {
    const good = await mintSessionToken({ shop: SHOP, apiKey: config().apiKey, apiSecret: config().apiSecret });
    const without: string[] = [];
    let seen = 0;
    const look = (name: string, { html, policy }: { html: boolean; policy: string | null }) => {
      if (!html) return;
      seen += 1;
      if (!policy?.includes('frame-ancestors ')) without.push(name);
    };
    const nowhere: RouteFile = { id: 'nowhere', file: '', pattern: '/nowhere/at/all' };
    for (const page of [...findRoutes(), nowhere]) for (const given of [good, null, 'x.y.z']) look(`${page.id} ${given?.slice(0, 5)}`, await ask(page, given, 'document'));
    await db.asOwner('alter table customer_score rename to gone');
    for (const page of pages) {
      const answer = await ask(page, good, 'document');
      look(`${page.id} without its table`, answer);
      expect(answer.text).not.toMatch(/from customer_score|relation "|at Object\.|\.ts:\d+/);
    }
    await db.asOwner('alter table gone rename to customer_score');
    expect(without).toEqual([]);
    expect(seen).toBeGreaterThan(25);
  });
});
