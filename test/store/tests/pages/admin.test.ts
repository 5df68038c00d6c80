import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jwtVerify } from 'jose';
import { addDiscount, CLIENT_ID, CLIENT_SECRET, type PagesServer, Shopper, startPages } from './pages-server.ts';

let pages: PagesServer;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

const unescaped = (text: string) => text.replaceAll('&amp;', '&');

describe('the admin', () => {
  it('sends a visitor to the app, and says so where the app is not running', async () => {
    const person = new Shopper(pages.origin);
    expect((await person.send('/')).headers.get('location')).toBe('/admin');
    expect((await person.send('/admin')).headers.get('location')).toBe('/admin/apps/perennial');
    expect(await person.text('/admin/apps/perennial')).toContain('The app is not running yet');
  });

  it('embeds the page of the app that the address names, as Shopify addresses it', async () => {
    pages.setAppUrl('http://app.test:4000');
    const person = new Shopper(pages.origin);
    const page = await person.text('/admin/apps/perennial/customers/7?sort=risk&shop=evil');
    const frame = new URL(unescaped(/<iframe[^>]* src="([^"]+)"/.exec(page)?.[1] ?? ''));
    expect(frame.origin + frame.pathname).toBe('http://app.test:4000/app/customers/7');
    const params = Object.fromEntries(frame.searchParams);
    expect(params).toMatchObject({ embedded: '1', shop: 'perennial-demo.myshopify.com', locale: 'en', sort: 'risk' });
    expect(Buffer.from(params['host'] ?? '', 'base64url').toString()).toBe('admin.shopify.com/store/perennial-demo');
    const { payload } = await jwtVerify(params['id_token'] ?? '', new TextEncoder().encode(CLIENT_SECRET), { audience: CLIENT_ID });
    expect(payload['dest']).toBe('https://perennial-demo.myshopify.com');
  });

  it('speaks the language that was chosen, and so does the app', async () => {
    const person = new Shopper(pages.origin);
    expect((await person.send('/admin/language?to=zh-CN&back=/admin/customers')).headers.get('location')).toBe('/admin/customers');
    expect(await person.text('/admin/customers')).toContain('<html lang="zh-CN">');
    const page = await person.text('/admin/apps/perennial');
    expect(unescaped(page)).toContain('&locale=zh-CN');
  });

  it('lists customers with their tags and finds them by name or tag', async () => {
    const [one, other] = [...pages.store.defaultShop.customers.values()];
    one?.tags.push('perennial:group:champions');
    other?.tags.push('<script>alert(1)</script>');
    const person = new Shopper(pages.origin);
    const tagged = await person.text(`/admin/customers?q=${encodeURIComponent('tag:perennial:group:champions')}`);
    expect(tagged.match(/href="\/admin\/customers\/\d+"/g)).toEqual([`href="/admin/customers/${one?.id}"`]);
    expect(await person.text(`/admin/customers?q=${encodeURIComponent(other?.email ?? '')}`)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(await person.text('/admin/customers?page=2')).toMatch(/2 \/ 2/);
  });

  it('shows a customer with tags, orders, metafields and the discounts bound to them', async () => {
    const state = pages.store.defaultShop;
    const customer = [...state.customers.values()].find((candidate) => candidate.orderIds.length > 1);
    if (!customer) throw new Error('No customer has two orders.');
    addDiscount(pages.store, 'PRN-WINBACK', customer.id);
    const at = pages.store.now();
    state.metafields.set(`gid://shopify/Customer/${customer.id}`, [{ id: 1, namespace: 'app--1', key: 'stage', type: 'single_line_text_field', value: 'at-risk', compareDigest: '', createdAt: at, updatedAt: at }]);
    const person = new Shopper(pages.origin);
    const page = await person.text(`/admin/customers/${customer.id}`);
    expect(page).toContain('app--1.stage');
    expect(page).toContain('at-risk');
    expect(page).toContain('PRN-WINBACK');
    expect(page.match(/id="order-\d+"/g)?.length).toBe(customer.orderIds.length);
    expect(await person.text('/admin/discounts')).toMatch(/PRN-WINBACK[\s\S]*Active[\s\S]*0 \/ 1/);
    expect(await person.text('/admin/orders')).toContain('id="order-');
    expect((await person.send('/admin/customers/1')).status).toBe(404);
  });

  it('answers what App Bridge asks of it', async () => {
    const person = new Shopper(pages.origin);
    const { token } = await (await person.send('/_pages/session-token')).json();
    await jwtVerify(token, new TextEncoder().encode(CLIENT_SECRET), { audience: CLIENT_ID });
    const extensions = await (await person.send('/_pages/extensions')).json();
    expect(extensions).toMatchObject([{ handle: 'perennial-theme', type: 'theme_app_extension', activations: [{ handle: 'your-offer', target: 'section', status: 'active' }] }]);
    expect(await (await person.send('/_pages/scopes')).json()).toEqual({ granted: ['read_customers'], required: ['read_customers'], optional: [] });
  });

  it('leaves the admin’s API to others', async () => {
    const person = new Shopper(pages.origin);
    expect(await person.text('/admin/api/2026-10/shop.json')).toBe('not a page');
    expect(await (await person.post('/admin/oauth/access_token', {})).text()).toBe('not a page');
  });
});
