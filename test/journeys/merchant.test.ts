// The whole road, by HTTP and a real browser only: install, import, segments, an alert, its code, the tag, the offer in the
// theme for that shopper alone, the code used once and refused the second time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Road, startRoad } from '../demo/road.ts';
import { axeSource, launchBrowser, newPerson } from '../support/browser.ts';

let road: Road;
let browser: Browser;
let merchant: BrowserContext;
let admin: Page;
let app: FrameLocator;
let dataDir: string;
const complaints: string[] = [];

/** What the journey learns on its way. */
let customerId = '';
let code = '';

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-merchant-'));
  [road, browser] = await Promise.all([startRoad({ dataDir, storeArgs: ['--shoppers', '1200', '--seed', '5'], storePort: 0 }), launchBrowser()]);
  merchant = await newPerson(browser);
  admin = await merchant.newPage();
  admin.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  admin.on('pageerror', (error) => complaints.push(error.message));
  app = admin.frameLocator('.app-frame');
});

afterAll(async () => {
  await browser.close();
  await road.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A page of the app, opened by its entry in the admin's own navigation. */
async function openByMenu(name: string): Promise<void> {
  await admin.locator('#navigation .app-menu').getByRole('link', { name }).click();
  await admin.locator('.app-title', { hasText: name }).waitFor();
}

async function ownerQuery<R extends pg.QueryResultRow>(sql: string): Promise<pg.QueryResult<R>> {
  const owner = new pg.Client({ connectionString: road.ownerUrl });
  await owner.connect();
  try {
    return await owner.query<R>(sql);
  } finally {
    await owner.end();
  }
}

/** The tags that Shopify holds. */
async function storeTags(id: string): Promise<string[]> {
  const answer = await fetch(`${road.store.origin}/_store/customers?id=${id}`);
  const [found] = (await answer.json()) as { tags: string[] }[];
  return found?.tags ?? [];
}

async function shopper(id: string): Promise<Page> {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await page.goto(`${road.store.storefrontUrl}/account/login`);
  await page.locator('#identifier').fill(id);
  await page.locator('#identifier').press('Enter');
  await page.waitForURL(/\/storefront\/account$/);
  await page.goto(`${road.store.storefrontUrl}/pages/offers`);
  return page;
}

/** Puts the first product into the cart and pays with the code. @returns when the button was pressed, milliseconds since 1970. */
async function buy(page: Page, discountCode: string): Promise<number> {
  await page.goto(road.store.storefrontUrl);
  await page.locator('a[href*="/products/"]').first().click();
  await page.locator('form[action*="/cart"] button').first().click();
  await page.goto(`${road.store.storefrontUrl}/checkout`);
  await page.locator('#discount').fill(discountCode);
  const pressedAt = Date.now();
  await page.locator('button[value=pay]').click();
  return pressedAt;
}

describe.sequential('a merchant and a shopper', () => {
  it('opens the app, which begins to import by itself and shows results', async () => {
    await admin.goto(road.store.adminUrl);
    await app.getByRole('heading', { name: /Importing your store|Working out your segments|Needs attention/ }).first().waitFor({ timeout: 30_000 });
    await app.getByRole('heading', { name: 'Needs attention' }).waitFor({ timeout: 60_000 });
    await expect.poll(async () => app.getByText(/at stake/).count(), { timeout: 60_000 }).toBeGreaterThan(1);
  });

  it('reads the segments: the cells of the grid add up to the customers who bought', async () => {
    await openByMenu('Segments');
    const cells = app.locator('table').first().locator('td a');
    await cells.first().waitFor();
    const counts = await cells.evaluateAll((links) => links.map((link) => Number(link.children[1]?.textContent?.replaceAll(',', ''))));
    const intro = await app.getByText(/customers who bought/).first().textContent();
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(Number(/^([\d,]+)/.exec(intro ?? '')?.[1]?.replaceAll(',', '')));
    await cells.first().click();
    await admin.locator('.app-title', { hasText: 'Customers' }).waitFor();
    expect(admin.url()).toContain('recency=5');
  });

  it('opens the figures of every page to the orders that were counted and left out', async () => {
    const { rows } = await ownerQuery<{ n: number }>('select count(*)::int as n from "order"');
    for (const name of ['Segments', 'Customers', 'Alerts']) {
      await openByMenu(name);
      await app.getByRole('button', { name: /Orders counted/ }).first().click();
      const known = app.locator('li', { hasText: 'Orders in Shopify' });
      await known.waitFor();
      expect(await known.innerText(), name).toContain(rows[0]?.n.toLocaleString('en'));
      expect(await app.locator('li', { hasText: 'Cancelled' }).count(), name).toBeGreaterThan(0);
      await admin.keyboard.press('Escape');
    }
  });

  it('opens the alerts, and makes the code of the first one', async () => {
    await openByMenu('Alerts');
    const first = app.locator('h3 a').first();
    customerId = /customers\/(\d+)/.exec((await first.getAttribute('href')) ?? '')?.[1] ?? '';
    expect(customerId).not.toBe('');
    await app.getByRole('button', { name: /code for customer/i }).first().click();
    const shown = app.locator('code').first();
    await shown.waitFor({ timeout: 30_000 });
    code = (await shown.textContent()) ?? '';
    expect(code).toMatch(/^PRN-[0-9A-Z]{12,}$/);
  });

  it('sees the tags and the code in Shopify admin', async () => {
    await expect
      .poll(
        async () => {
          await admin.goto(`${road.store.origin}/admin/customers/${customerId}`);
          return admin.locator('main').innerText();
        },
        { timeout: 60_000, interval: 1000 },
      )
      .toMatch(/perennial:alert/);
    const text = await admin.locator('main').innerText();
    expect(text).toMatch(/perennial:group:/);
    expect(text).toMatch(/perennial:stage:/);
    expect(text).toContain(code);
    await admin.goto(`${road.store.origin}/admin/discounts`);
    const row = admin.locator('tr', { hasText: code });
    expect(await row.innerText()).toMatch(/0 \/ 1/);
  });

  it('shows the offer in the theme to that shopper, and nothing to another or to a stranger', async () => {
    const chosen = await shopper(customerId);
    await chosen.getByText(code).waitFor({ timeout: 15_000 });
    const other = await shopper(String(BigInt(customerId) + 1n));
    await other.waitForLoadState('networkidle');
    expect(await other.content()).not.toContain(code);
    expect(await other.locator('.perennial-offer-block').getByText('Your offer').isVisible()).toBe(false);
    const stranger = await (await newPerson(browser)).newPage();
    await stranger.goto(`${road.store.storefrontUrl}/pages/offers`);
    await stranger.waitForLoadState('networkidle');
    expect(await stranger.content()).not.toContain(code);
    const answer = await stranger.request.get(`${road.store.storefrontUrl}/apps/perennial/offer?logged_in_customer_id=${customerId}`);
    expect(await answer.text()).not.toContain(code);
  });

  it('lets the code be used once, by its customer alone', async () => {
    const other = await shopper(String(BigInt(customerId) + 1n));
    await buy(other, code);
    expect(await other.locator('[data-reason]').getAttribute('data-reason')).toBe('not-for-customer');
    const chosen = await shopper(customerId);
    await buy(chosen, code);
    await chosen.locator('[data-order]').waitFor();
    await buy(chosen, code);
    expect(await chosen.locator('[data-reason]').getAttribute('data-reason')).toBe('used-up');
    await chosen.goto(`${road.store.storefrontUrl}/pages/offers`);
    await expect
      .poll(
        async () => {
          await chosen.reload({ waitUntil: 'networkidle' });
          return chosen.content();
        },
        { timeout: 15_000, interval: 1000 },
      )
      .not.toContain(code);
  });

  it('shows an order of the storefront in the customer’s page, score and tags within 5 seconds', async () => {
    // Somebody long silent buys: the stage changes, and with it the tag.
    const { rows } = await ownerQuery<{ customer_id: string; orders: number }>(
      `select customer_id, orders from customer_score where lifecycle_stage = 'lost' and orders between 2 and 4 and customer_id <> ${customerId} order by customer_id limit 1`,
    );
    const silent = rows[0];
    if (!silent) throw new Error('Nobody is lost.');
    await expect.poll(async () => (await ownerQuery<{ n: string }>('select count(*) as n from webhook_inbox where applied_at is null')).rows[0]?.n, { timeout: 90_000 }).toBe('0');
    const page = await shopper(silent.customer_id);
    const orderedAt = await buy(page, '');
    await page.locator('[data-order]').waitFor();
    const order = await page.locator('[data-order]').innerText();
    await expect.poll(async () => (await storeTags(silent.customer_id)).join(' '), { timeout: 5_000 - (Date.now() - orderedAt), interval: 50 }).toContain('perennial:stage:won-back');
    const seconds = (Date.now() - orderedAt) / 1000;
    await admin.goto(`${road.store.origin}/admin/apps/perennial/customers/${silent.customer_id}`);
    await app.getByText(order, { exact: true }).first().waitFor();
    await app.getByText('Won back').first().waitFor();
    expect(await app.getByText(`${silent.orders + 1} orders that count`).count()).toBeGreaterThan(0);
    process.stdout.write(`an order reached the tags after ${seconds.toFixed(1)} s\n`);
  });

  it('sees run by run what was written and why, previews what writing would change, and takes a run back', async () => {
    const [latest] = (await ownerQuery<{ run: string; customer: string }>("select tag_run_id::text as run, customer_id::text as customer from tag_change where state = 'applied' and 'perennial:stage:won-back' = any(add) order by tag_run_id desc limit 1")).rows;
    if (!latest) throw new Error('Nothing was written.');
    await openByMenu('Tags and fields');
    await app.getByRole('button', { name: 'Preview tags' }).click();
    await app.getByText(/customers? would change|Nothing: all tags match/).waitFor({ timeout: 30_000 });
    await app.locator(`a[href*="/write-back/${latest.run}"]`).first().click();
    await app.getByRole('heading', { name: /^Tags written/ }).waitFor();
    await app.getByText('+ perennial:stage:won-back').waitFor();
    await app.getByText('Customer by customer', { exact: true }).waitFor();
    await app.getByRole('button', { name: 'Undo this run' }).click();
    await app.getByRole('dialog').getByRole('button', { name: 'Undo this run' }).click();
    await app.getByText('Undone', { exact: true }).first().waitFor({ timeout: 30_000 });
    expect(await storeTags(latest.customer)).not.toContain('perennial:stage:won-back');
    await openByMenu('Tags and fields');
    await app.getByText('Takes an earlier run back').first().waitFor();
    await app.getByText(/^By staff number \S+$/).first().waitFor();
  });

  it('is usable by everybody: no finding of axe on any page, wide and narrow, in both languages', async () => {
    for (const [width, locale] of [[1280, 'en'], [390, 'zh-CN']] as const) {
      const person = await newPerson(browser, { width, locale });
      const page = await person.newPage();
      for (const at of ['', '/segments', '/segments/movement', '/customers', `/customers/${customerId}`, '/alerts', '/accuracy', '/write-back', '/write-back/1', '/sync', '/settings', '/privacy']) {
        await page.goto(`${road.store.origin}/admin/language?to=${locale}&back=/admin`);
        await page.goto(`${road.store.origin}/admin/apps/perennial${at}`);
        const frame = page.frame({ name: 'app-iframe' });
        if (!frame) throw new Error('The app is not embedded.');
        await frame.waitForSelector('.Polaris-Page, .Polaris-Card');
        await frame.addScriptTag({ path: axeSource() });
        const findings = await frame.evaluate(async () => {
          const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
          const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ').slice(0, 300)}`);
        });
        expect(findings, `${at || '/'} at ${width} px in ${locale}`).toEqual([]);
        const overflow = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `${at || '/'} scrolls sideways at ${width} px`).toBeLessThanOrEqual(1);
      }
      await person.close();
    }
  });

  it('wrote nothing to the browser’s console that a developer would have to read', () => {
    expect(complaints).toEqual([]);
  });
});
