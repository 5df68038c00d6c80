// The App Bridge stand-in in a real browser: an app inside the simulated admin.
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeSource, launchBrowser, newPerson } from '../../../support/browser.ts';
import { fakeApp } from './fake-app.ts';
import { addDiscount, closed, listen, type PagesServer, startPages } from './pages-server.ts';

let browser: Browser;
let pages: PagesServer;
let app: ReturnType<typeof fakeApp>;
let person: BrowserContext;
let admin: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  pages = await startPages();
  app = fakeApp(pages.origin);
  pages.setAppUrl(await listen(app.server));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await pages.close();
  await closed(app.server);
});
beforeEach(async () => {
  person = await newPerson(browser);
  admin = await person.newPage();
  complaints = [];
  admin.on('console', (message) => complaints.push(message.text()));
  admin.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(() => person.close());

async function open(path = '/admin/apps/perennial'): Promise<Frame> {
  await admin.goto(pages.origin + path);
  await admin.locator('#navigation .app-menu a').first().waitFor({ state: 'attached' });
  const frame = admin.frame({ name: 'app-iframe' });
  if (!frame) throw new Error('There is no frame.');
  return frame;
}
const said = (frame: Frame, text: string) => frame.locator('#said', { hasText: text }).waitFor();
const at = (path: string) => admin.waitForURL(`${pages.origin}/admin/apps/perennial${path}`);

describe('App Bridge', { timeout: 60_000 }, () => {
  it('registers the navigation, and keeps the admin’s address in step both ways', async () => {
    const frame = await open();
    expect(await admin.locator('#navigation .app-menu a').allTextContents()).toEqual(['Alerts', 'Settings']);
    await frame.click('#inside');
    await at('/alerts?page=2');
    expect(await admin.locator('#navigation .app-menu a[aria-current]').allTextContents()).toEqual(['Alerts']);
    await admin.click('#navigation .app-menu a:has-text("Settings")');
    await at('/settings');
    await frame.locator('#where', { hasText: '/app/settings' }).waitFor();
    await admin.goBack();
    await at('/alerts?page=2');
    await admin.reload();
    await admin.frameLocator('.app-frame').locator('#where', { hasText: '/app/alerts' }).waitFor();
    await admin.goto(`${pages.origin}/admin/customers`);
    expect(await admin.locator('#navigation .app-menu a').allTextContents()).toEqual(['Alerts', 'Settings']);
    expect(complaints).toEqual([]);
  });

  it('gives session tokens, carries them in fetch, and gets a fresh one where it is asked to', async () => {
    const frame = await open();
    app.asked.length = 0;
    const answer = await frame.evaluate(async () => (await fetch('/app/data', { method: 'POST', body: 'x' })).json());
    expect(answer).toEqual({ good: true, method: 'POST' });
    expect(app.asked).toEqual([{ good: true }, { good: true }]);
    const token = await frame.evaluate(() => window.shopify.idToken());
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ dest: 'https://perennial-demo.myshopify.com' });
    expect(await frame.evaluate(() => window.shopify.config)).toMatchObject({ shop: 'perennial-demo.myshopify.com', locale: 'en', apiKey: '0123456789abcdef0123456789abcdef' });
    expect(await frame.evaluate(() => window.shopify.app.extensions())).toMatchObject([{ handle: 'perennial-theme' }]);
    expect(await frame.evaluate(() => window.shopify.environment.embedded)).toBe(true);
    // The browser itself reports the 401.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('brings a document without a token back with one', async () => {
    const frame = await open();
    const before = app.bounces.length;
    await frame.evaluate(() => location.assign('/app/settings'));
    await admin.frameLocator('.app-frame').locator('#where', { hasText: '/app/settings' }).waitFor();
    expect(app.bounces.length).toBe(before + 1);
    await at('/settings');
  });

  it('shows toasts as a status, the title bar with its actions, the loading bar', async () => {
    const frame = await open();
    await admin.locator('.app-title', { hasText: 'Start' }).waitFor();
    await admin.click('.title-actions button:has-text("Do it")');
    await said(frame, 'title action');
    await frame.evaluate(() => {
      window.shopify.toast.show('Code made', { action: 'Undo', onAction: () => window.dispatchEvent(new CustomEvent('undone')) });
      window.addEventListener('undone', () => (document.querySelector('#said')!.textContent = 'undone'));
    });
    await admin.locator('[role=status]', { hasText: 'Code made' }).waitFor();
    await admin.click('.toast button:has-text("Undo")');
    await said(frame, 'undone');
    expect(await admin.locator('.toast').count()).toBe(0);
    await frame.evaluate(() => window.shopify.loading(true));
    await admin.locator('.loading').waitFor({ state: 'visible' });
  });

  it('shows the save bar, drives its buttons, and lets nobody leave unasked', async () => {
    const frame = await open();
    await frame.evaluate(() => window.shopify.saveBar.show('bar'));
    await admin.click('.save-bar button:has-text("Save")');
    await said(frame, 'saved');
    await admin.locator('.save-bar').waitFor({ state: 'hidden' });

    await frame.evaluate(() => window.shopify.saveBar.show('bar'));
    await frame.click('#inside');
    await admin.click('dialog button:has-text("Stay")');
    await admin.click('#navigation .app-menu a:has-text("Settings")');
    await admin.click('dialog button:has-text("Stay")');
    expect(await frame.locator('#where').textContent()).toBe('/app');
    await admin.click('#navigation .app-menu a:has-text("Settings")');
    await admin.click('dialog button:has-text("Leave page")');
    await at('/settings');
    await said(frame, 'discarded');

    await frame.fill('#form input', 'Ada');
    await admin.click('.save-bar button:has-text("Save")');
    await said(frame, 'submitted Ada');
    expect(complaints).toEqual([]);
  });

  it('shows modals with title and actions, and follows links into the admin', async () => {
    const frame = await open();
    await frame.evaluate(() => window.shopify.modal.show('modal'));
    const dialog = frame.getByRole('dialog', { name: 'Are you sure?' });
    await dialog.waitFor();
    await frame.getByText('Modal text').waitFor();
    await dialog.getByRole('button', { name: 'Yes' }).click();
    await said(frame, 'modal yes');
    await dialog.waitFor({ state: 'hidden' });
    await frame.click('#admin');
    await admin.waitForURL(`${pages.origin}/admin/customers`);
  });

  it('throws for what it does not implement', async () => {
    const frame = await open();
    const message = await frame.evaluate(() => {
      try {
        void window.shopify.resourcePicker({ type: 'product' });
        return 'nothing';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe('The App Bridge stand-in of the simulated store does not implement shopify.resourcePicker.');
  });
});

describe('the pages', { timeout: 60_000 }, () => {
  it('fold the navigation into a menu on a phone', async () => {
    await admin.setViewportSize({ width: 390, height: 800 });
    await open();
    const link = admin.locator('#navigation .app-menu a:has-text("Alerts")');
    expect(await link.isVisible()).toBe(false);
    await admin.click('.menu-button');
    await link.click();
    await at('/alerts');
    expect(await link.isVisible()).toBe(false);
    for (const path of ['/admin/customers', '/admin/orders', '/storefront', '/admin/home']) {
      await admin.goto(pages.origin + path);
      expect(await admin.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
    }
  });

  it('are accessible as far as axe can tell', async () => {
    const id = [...pages.store.defaultShop.customers.keys()][0] ?? 0;
    addDiscount(pages.store, 'PRN-AXE', id);
    const axe = await readFile(axeSource(), 'utf8');
    for (const path of ['/admin/apps/perennial', '/admin/customers', `/admin/customers/${id}`, '/admin/orders', '/admin/discounts', '/storefront', '/storefront/account/login', '/storefront/products/oak-serving-board']) {
      await admin.goto(pages.origin + path);
      await admin.evaluate(axe);
      const violations = await admin.evaluate(async () => {
        const { violations: found } = await (window as unknown as { axe: { run(context: object, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run({ exclude: ['iframe'] }, { iframes: false });
        return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
      });
      expect(violations, path).toEqual([]);
    }
  });
});
