import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import { addDocumentHeaders, documentHeaders } from '../../app/shopify/document-headers.ts';
import { loader } from '../../app/routes/auth.$.tsx';
import { installShop } from '../../app/records/shops.ts';
import { registry } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';
import { BROWSER_USER_AGENT, mintSessionToken } from '../support/session-token.ts';

const SHOP = 'framed.myshopify.com';
const ADMIN = 'https://admin.shopify.com';
const db = useDatabase({ queue: false });

function facts(shop = SHOP) {
  return { shop, apiKey: config().apiKey, apiSecret: config().apiSecret };
}

/** A token whose parts are as given, signed with the app's secret where no other is named. */
function forge(header: object, claims: object, secret = config().apiSecret): string {
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

function policyOf(query: Record<string, string>): string | null {
  const headers = new Headers();
  addDocumentHeaders(new Request(`https://app.test/app?${new URLSearchParams(query)}`), headers);
  return headers.get('Content-Security-Policy');
}

const framedBy = (...origins: string[]) => `frame-ancestors ${origins.join(' ')}`;
const NOBODY = framedBy("'none'");

describe('who may frame a document', () => {
  const held = globalThis as { perennialConfig?: Config };
  const original = config();
  afterEach(() => {
    held.perennialConfig = original;
  });

  it('the shop that the session token was signed for, and nobody else', async () => {
    expect(policyOf({ id_token: await mintSessionToken(facts()) })).toBe(framedBy(`https://${SHOP}`, ADMIN));
    expect(policyOf({ id_token: await mintSessionToken(facts()), shop: 'other.myshopify.com' })).toBe(framedBy(`https://${SHOP}`, ADMIN));
  });

  it('an expired token still names its shop', async () => {
    expect(policyOf({ id_token: await mintSessionToken({ ...facts(), nowSeconds: 1_700_000_000 }) })).toBe(framedBy(`https://${SHOP}`, ADMIN));
  });

  it('nobody, where no shop was verified, whatever ?shop= says', () => {
    for (const query of [{}, { shop: SHOP }, { shop: 'evil.example' }, { shop: `${SHOP} https://evil.example` }, { id_token: '' }]) {
      expect(policyOf(query as Record<string, string>)).toBe(NOBODY);
    }
  });

  it('nobody for a forged token', async () => {
    const head = { alg: 'HS256', typ: 'JWT' };
    const claims = { dest: `https://${SHOP}`, iss: `https://${SHOP}/admin`, aud: config().apiKey };
    expect(policyOf({ id_token: forge(head, claims) })).toBe(framedBy(`https://${SHOP}`, ADMIN));
    const forgeries = [
      forge(head, claims, 'another secret'),
      forge({ alg: 'none' }, claims),
      forge({ alg: 'HS384' }, claims),
      `${forge({ alg: 'none' }, claims).split('.').slice(0, 2).join('.')}.`,
      forge(head, { ...claims, aud: 'another app' }),
      forge(head, { ...claims, aud: [config().apiKey] }),
      forge(head, { ...claims, iss: 'https://other.myshopify.com/admin' }),
      forge(head, { ...claims, iss: undefined }),
      ...['evil.example', 'Framed.myshopify.com.evil.example', `${SHOP}:8443`, `${SHOP}.`].map((host) => forge(head, { ...claims, dest: `https://${host}`, iss: `https://${host}/admin` })),
      forge(head, { ...claims, dest: SHOP }),
      forge(head, { ...claims, dest: { host: SHOP } }),
      forge(head, []),
      `${forge(head, claims)}.x`,
      'x.y.z',
      '..',
      (await mintSessionToken(facts())).slice(0, -2),
    ];
    for (const token of forgeries) expect(policyOf({ id_token: token }), token).toBe(NOBODY);
  });

  it('in simulation the simulated store too, in production never', () => {
    held.perennialConfig = { ...original, env: 'simulation', simulatedStoreUrl: 'http://127.0.0.1:4000' };
    expect(documentHeaders(SHOP).get('Content-Security-Policy')).toBe(framedBy(`https://${SHOP}`, ADMIN, 'http://127.0.0.1:4000'));
    expect(documentHeaders(null).get('Content-Security-Policy')).toBe(NOBODY);
    held.perennialConfig = { ...original, env: 'production', simulatedStoreUrl: 'http://127.0.0.1:4000' };
    expect(documentHeaders(SHOP).get('Content-Security-Policy')).toBe(framedBy(`https://${SHOP}`, ADMIN));
  });

  it('replaces what a library set, and sends the other headers of every document', async () => {
    const headers = new Headers({ 'Content-Security-Policy': 'frame-ancestors https://*.spin.dev', 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'unsafe-url' });
    addDocumentHeaders(new Request(`https://app.test/app?id_token=${await mintSessionToken(facts())}`), headers);
    expect(Object.fromEntries(headers)).toEqual({
      'content-security-policy': framedBy(`https://${SHOP}`, ADMIN),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin',
      'cache-control': 'private, no-store',
      'strict-transport-security': 'max-age=31536000',
    });
  });
});

describe('the pages before sign-in', () => {
  async function open(query: Record<string, string>): Promise<Response> {
    const request = new Request(`https://app.test/auth/session-token?${new URLSearchParams(query)}`, { headers: { 'user-agent': BROWSER_USER_AGENT } });
    return loader({ request, params: {}, context: {} }).catch((answer: unknown) => {
      if (answer instanceof Response) return answer;
      throw answer;
    });
  }

  it('may be framed by the shop that is named, installed or not: they tell nobody which shops are', async () => {
    await installShop(SHOP);
    const { domain, shopId } = await db.newShop();
    await registry().shop.update({ where: { shopId }, data: { uninstalledAt: new Date() } });
    for (const shop of [SHOP, domain, 'stranger.myshopify.com']) {
      const answer = await open({ shop });
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('Content-Security-Policy')).toBe(framedBy(`https://${shop}`, ADMIN));
    }
  });

  it('may not be framed by anyone who is no shop', async () => {
    for (const shop of ['evil.example', "evil.example; script-src *", 'evil.example#.myshopify.com']) expect((await open({ shop })).headers.get('Content-Security-Policy'), shop).toBe(NOBODY);
    expect((await open({})).headers.get('Content-Security-Policy')).toBe(NOBODY);
  });
});
