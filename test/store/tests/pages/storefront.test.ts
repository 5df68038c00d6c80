import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAppProxyRequest } from '../../../../app/shopify/app-proxy-signature.ts';
import { addDiscount, CLIENT_SECRET, closed, listen, type PagesServer, Shopper, startPages } from './pages-server.ts';

let pages: PagesServer;
let app: Server;
let asked: IncomingMessage[] = [];
let answer: { status?: number; type?: string; body: string; headers?: Record<string, string> } | 'none' = { body: '' };

beforeAll(async () => {
  pages = await startPages();
  app = createServer((req, res) => {
    asked.push(req);
    if (answer === 'none') return void req.socket.destroy();
    res.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json', ...answer.headers }).end(answer.body);
  });
  pages.setAppUrl(await listen(app));
});
afterAll(async () => {
  await pages.close();
  await closed(app);
});
beforeEach(() => {
  asked = [];
  answer = { body: '{"offer":null}' };
});

const customerNumber = (at: number) => [...pages.store.defaultShop.customers.keys()][at] ?? 0;
const variantNumber = () => String([...pages.store.defaultShop.variants.keys()][12]);

async function loggedIn(id: number): Promise<Shopper> {
  const shopper = new Shopper(pages.origin);
  const response = await shopper.post('/storefront/account/login', { identifier: String(id) });
  expect(response.headers.get('location')).toBe('/storefront/account');
  return shopper;
}

describe('the storefront', () => {
  it('logs a customer in by e-mail or number, and nobody by anything else', async () => {
    const customer = pages.store.defaultShop.customers.get(customerNumber(3));
    const shopper = new Shopper(pages.origin);
    const refused = await shopper.post('/storefront/account/login', { identifier: 'nobody@example.com' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('No customer has this e-mail or number.');
    expect((await shopper.post('/storefront/account/login', { identifier: customer?.email?.toUpperCase() ?? '' })).status).toBe(303);
    expect(await shopper.text('/storefront/account')).toContain('Your orders');
    await shopper.post('/storefront/account/logout', {});
    expect((await shopper.send('/storefront/account')).headers.get('location')).toBe('/storefront/account/login');
  });

  it('renders the app block for a customer from its own Liquid, in the language asked for, and nothing for a guest', async () => {
    const guest = new Shopper(pages.origin);
    expect(await guest.text('/storefront')).not.toContain('data-perennial-offer');
    const shopper = await loggedIn(customerNumber(0));
    const english = await shopper.text('/storefront');
    expect(english).toMatch(/<div id="shopify-block-\w+" class="shopify-block shopify-app-block perennial-offer-block">/);
    expect(english).toContain('data-url="/storefront/apps/perennial/offer"');
    expect(english).toContain('Your offer');
    expect(english).not.toMatch(/\{%|\{\{|translation missing/);
    const stylesheet = /href="(\/storefront\/extensions\/[^"]+\.css)"/.exec(english)?.[1] ?? '';
    const response = await shopper.send(stylesheet);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(await shopper.text('/storefront?locale=zh-CN')).toContain('您的专属优惠');
    expect(await guest.text('/storefront/pages/offers?design_mode=1')).toContain('PRN-EXAMPLE');
  });

  it('sells: cart, checkout, order, webhooks', async () => {
    const id = customerNumber(1);
    const shopper = await loggedIn(id);
    const variantId = variantNumber();
    await shopper.post('/storefront/cart/add', { id: variantId, quantity: '2' });
    expect(await shopper.text('/storefront/cart')).toContain('× 2');
    pages.events.length = 0;
    const response = await shopper.post('/storefront/checkout', { do: 'pay', discount: '' });
    const order = [...pages.store.defaultShop.orders.values()].at(-1);
    expect(response.headers.get('location')).toBe(`/storefront/orders/${order?.id}`);
    expect(order).toMatchObject({ customerId: id, lines: [{ variantId: Number(variantId), quantity: 2 }] });
    expect(pages.events.map((event) => event.topic)).toContain('orders/create');
    expect(await shopper.text(`/storefront/orders/${order?.id}`)).toContain(order?.name);
    expect(await new Shopper(pages.origin).send(`/storefront/orders/${order?.id}`)).toMatchObject({ status: 404 });
    expect(await shopper.text('/storefront/cart')).toContain('Your cart is empty.');
  });

  it('takes a code once, from the customer it is bound to, and says beside the field why not', async () => {
    const id = customerNumber(2);
    addDiscount(pages.store, 'PRN-ABCDEF', id);
    const stranger = await loggedIn(customerNumber(5));
    const owner = await loggedIn(id);
    for (const shopper of [stranger, owner]) await shopper.post('/storefront/cart/add', { id: variantNumber(), quantity: '1' });
    const refused = await stranger.post('/storefront/checkout', { do: 'pay', discount: 'prn-abcdef' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('data-reason="not-for-customer">This discount code isn’t available to you');
    // The link of the offer brings the code to the checkout.
    expect((await owner.send('/discount/PRN-ABCDEF?redirect=%2Fstorefront')).headers.get('location')).toBe('/storefront');
    expect(await owner.text('/storefront/checkout')).toMatch(/<dd data-discount>−\$\d+\.\d\d<\/dd>/);
    expect((await owner.post('/storefront/checkout', { do: 'pay', discount: 'prn-abcdef' })).status).toBe(303);
    await owner.post('/storefront/cart/add', { id: variantNumber(), quantity: '1' });
    const again = await owner.post('/storefront/checkout', { do: 'pay', discount: 'PRN-ABCDEF' });
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('data-reason="used-up"');
  });

  it('redirects nowhere else', async () => {
    const shopper = new Shopper(pages.origin);
    for (const evil of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      expect((await shopper.send(`/discount/X?redirect=${encodeURIComponent(evil)}`)).headers.get('location')).toBe('/storefront');
      expect((await shopper.send(`/storefront/language?to=en&back=${encodeURIComponent(evil)}`)).headers.get('location')).toBe('/storefront');
    }
  });
});

describe('the app proxy', () => {
  it('asks the app with the shop, the logged-in customer and a signature that the app accepts; no cookie passes', async () => {
    const id = customerNumber(4);
    const shopper = await loggedIn(id);
    answer = { body: '{"offer":null}', headers: { 'set-cookie': 'tracker=1', 'cache-control': 'private, no-store' } };
    for (const path of ['/storefront/apps/perennial/offer', '/apps/perennial/offer']) {
      const response = await shopper.send(`${path}?b=2&a=1&a=3&logged_in_customer_id=1&shop=evil.myshopify.com&signature=x`);
      expect(await response.text()).toBe('{"offer":null}');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      const request = asked.at(-1);
      expect(request?.headers.cookie).toBeUndefined();
      const url = new URL(request?.url ?? '', 'http://app');
      expect(url.pathname).toBe('/proxy/offer');
      expect(url.searchParams.getAll('a')).toEqual(['1', '3']);
      expect(url.searchParams.get('path_prefix')).toBe('/apps/perennial');
      expect(verifyAppProxyRequest(url.searchParams, [CLIENT_SECRET], Date.now())).toMatchObject({ shopDomain: 'perennial-demo.myshopify.com', customerId: BigInt(id) });
      url.searchParams.set('logged_in_customer_id', '1');
      expect(verifyAppProxyRequest(url.searchParams, [CLIENT_SECRET], Date.now())).toMatchObject({ outcome: 'refused' });
    }
  });

  it('asks for a guest with an empty customer, and sends forms on', async () => {
    const guest = new Shopper(pages.origin);
    await (await guest.post('/apps/perennial/survey', { why: 'price' })).text();
    const request = asked.at(-1);
    expect(request?.method).toBe('POST');
    expect(new URL(request?.url ?? '', 'http://app').searchParams.get('logged_in_customer_id')).toBe('');
  });

  it('renders Liquid in the theme, or alone where it asks for no layout', async () => {
    answer = { type: 'application/liquid', body: '<p>{{ shop.name }} {{ 1250 | money }}</p>' };
    const shopper = new Shopper(pages.origin);
    const framed = await shopper.text('/apps/perennial/page');
    expect(framed).toContain('<p>Perennial Demo $12.50</p>');
    expect(framed).toContain('<header>');
    answer = { type: 'application/liquid; charset=utf-8', body: '{% layout none %} <p>{{ shop.name }}</p>' };
    expect((await shopper.text('/apps/perennial/page')).trim()).toBe('<p>Perennial Demo</p>');
  });

  it('shows Shopify’s page when the app fails or is away', async () => {
    const shopper = new Shopper(pages.origin);
    answer = { status: 500, body: 'secrets' };
    const failed = await shopper.send('/apps/perennial/offer');
    expect(failed.status).toBe(500);
    const text = await failed.text();
    expect(text).toContain('There was an error in the third-party application');
    expect(text).not.toContain('secrets');
    answer = 'none';
    expect((await shopper.send('/apps/perennial/offer')).status).toBe(502);
  });
});
