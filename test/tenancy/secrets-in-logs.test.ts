// Tokens, secrets and signatures of a representative run are in no line of the log, also at its finest level.
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import { makeLogger } from '../../app/log.server.ts';
import { webApp } from '../../app/server.ts';
import { setMood } from '../routes/support/shopify-stub.ts';
import { signIn } from '../routes/support/signed-in.ts';
import { useDatabase } from '../support/database.ts';
import { BROWSER_USER_AGENT, mintSessionToken } from '../support/session-token.ts';
import { orderBody } from '../sync/support/bodies.ts';
import { send } from '../sync/support/sign.ts';
import { appHandler, findRoutes } from './support/app-handler.ts';

const db = useDatabase();
const held = globalThis as { perennialLog?: unknown; perennialConfig?: Config };
const usual = { log: held.perennialLog, config: config() };
const lines: string[] = [];
let server: Server;
let address: string;
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  held.perennialLog = makeLogger('debug', { write: (line) => lines.push(line) });
  held.perennialConfig = { ...usual.config, logLevel: 'debug' };
  handle = await appHandler();
  server = createServer(await webApp(async () => (_request, response) => void response.sendStatus(404)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  held.perennialLog = usual.log;
  held.perennialConfig = usual.config;
  await new Promise((resolve) => server.close(resolve));
});

it('leave no trace: pages with good and bad tokens, sign-in that fails, webhooks, the app proxy, errors', async () => {
  const { apiKey, apiSecret, appUrl } = config();
  const [known, unknown] = [await db.newShop(), await db.newShop()];
  await signIn(known.domain);
  const canaries = [apiSecret, 'shpat_of_tests', 'shprt_of_tests', 'canary@example.com', '+15550199', config().databaseRolePassword, ...config().encryptionKeys.map(({ key }) => key.toString('base64'))];
  const visit = async (shop: string, token: string, path: string, init: RequestInit = {}) => {
    canaries.push(token.split('.').at(-1) ?? '', token);
    const query = new URLSearchParams({ shop, host: Buffer.from(`admin.shopify.com/store/${shop.split('.')[0]}`).toString('base64url'), embedded: '1', id_token: token });
    for (const request of [
      new Request(`${appUrl}${path}?${query}`, { headers: { 'user-agent': BROWSER_USER_AGENT } }),
      new Request(`${appUrl}${path}.data`, { headers: { 'user-agent': BROWSER_USER_AGENT, authorization: `Bearer ${token}` }, ...init }),
    ]) await (await handle(request)).text();
  };
  const mint = (shop: string, nowSeconds = Math.floor(Date.now() / 1000)) => mintSessionToken({ shop, apiKey, apiSecret, nowSeconds });
  for (const { id, pattern } of findRoutes()) if (id.startsWith('routes/app.')) await visit(known.domain, await mint(known.domain), pattern.replace(/:\w+|\*/g, '7'));
  await visit(known.domain, await mint(known.domain), '/app/alerts', { method: 'POST', body: new URLSearchParams({ intent: 'make-offer', alertId: '7', email: 'canary@example.com' }) });
  await visit(known.domain, await mint(known.domain, 1_700_000_000), '/app/sync');
  await visit(known.domain, `${await mint(known.domain)}x`, '/app/sync');
  // Its token is to be exchanged, and Shopify is away.
  setMood('down');
  await visit(unknown.domain, await mint(unknown.domain), '/app/sync');
  setMood('willing');

  const order = { ...orderBody({ id: 1, updatedAt: '2026-03-01T10:00:00Z' }), email: 'canary@example.com', phone: '+15550199' };
  for (const signature of [undefined, 'bm8tc2lnbmF0dXJlLW9mLW91cnMtYXQtYWxsLXNvLWl0LWlzLXdyb25n=']) await send({ topic: 'orders/create', shop: known.domain, body: order, ...(signature ? { signature } : {}) });
  await (await fetch(`${address}/webhooks/orders`, { method: 'POST', body: Buffer.alloc(3 * 1024 * 1024, 'canary@example.com') })).text();
  await (await fetch(`${address}/%E0%A4%A?id_token=canary@example.com`)).text();

  const query = { shop: known.domain, logged_in_customer_id: '770077', path_prefix: '/apps/perennial', timestamp: String(Math.floor(Date.now() / 1000)) };
  const signature = createHmac('sha256', apiSecret).update(Object.entries(query).map(([key, value]) => `${key}=${value}`).sort().join('')).digest('hex');
  canaries.push(signature, '770077');
  for (const given of [signature, '0'.repeat(64)]) await handle(new Request(`${appUrl}/proxy/offer?${new URLSearchParams({ ...query, signature: given })}`));

  await db.asOwner('alter table customer rename to gone');
  await visit(known.domain, await mint(known.domain), '/app/customers');
  await db.asOwner('alter table gone rename to customer');

  const log = lines.join('');
  expect(lines.length).toBeGreaterThan(20);
  expect(log).toContain('"level":50');
  expect(canaries.filter((canary) => log.includes(canary))).toEqual([]);
}, 120_000);

it('an address that cannot be read is answered without a word of ours, and framed by nobody', async () => {
  const answer = await fetch(`${address}/%E0%A4%A`, { method: 'GET' });
  expect([400, 404]).toContain(answer.status);
  expect(await answer.text()).not.toMatch(/URIError|node_modules|\.ts/);
});
