// The block in a real browser, from its own Liquid, script and style.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeSource, launchBrowser, newPerson } from '../support/browser.ts';
import { asset, renderPage, type Visit } from './render-block.ts';

const ORIGIN = 'https://shop.test';
const OFFER = { code: 'PRN-0123456789ABCD', percentage: 0.15, endsAt: '2099-03-08T04:59:59.000Z', timeZone: 'America/New_York' };

interface Answer {
  status?: number;
  body: string;
}

let browser: Browser;
let context: BrowserContext;
let page: Page;
let asked: string[];

beforeAll(async () => {
  browser = await launchBrowser();
}, 120_000);
afterAll(() => browser.close());
beforeEach(async () => {
  context = await newPerson(browser);
  page = await context.newPage();
  asked = [];
});
afterEach(() => context.close());

async function visit(answer: Answer | 'never', options: Visit = {}): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname === '/your-offer.js') return route.fulfill({ contentType: 'text/javascript', body: asset('your-offer.js') });
    if (!url.pathname.endsWith('/apps/perennial/offer')) return route.fulfill({ contentType: 'text/html', body: renderPage(options) });
    asked.push(url.pathname + url.search);
    if (answer === 'never') return route.abort('connectionrefused');
    return route.fulfill({ status: answer.status ?? 200, contentType: 'application/json', body: answer.body });
  });
  await page.goto(`${ORIGIN}${options.rootUrl ?? '/'}`, { waitUntil: 'networkidle' });
}

const offered = (offer: object = OFFER): Answer => ({ body: JSON.stringify({ offer }) });
const card = () => page.locator('[data-perennial-offer]');

/** Pixels between the paragraphs around the block, beside their own margin. */
async function roomTaken(): Promise<number> {
  const [before, after] = await Promise.all(['#before', '#after'].map((id) => page.locator(id).boundingBox()));
  return Math.round((after?.y ?? 0) - (before?.y ?? 0) - (before?.height ?? 0) - 16);
}

describe('with an offer', () => {
  it('shows the logged-in customer percentage, code, expiry and the way to use it', async () => {
    await visit(offered());
    expect(await card().innerText()).toMatch(/^Your offer\s+15% off your next order\s+Your code:\s*PRN-0123456789ABCD\s*Copy code\s+Valid until March 7, 2099\s+Use this offer\s+Why do I see this\?$/);
    expect(await page.getByRole('link', { name: 'Use this offer' }).getAttribute('href')).toBe('/discount/PRN-0123456789ABCD?redirect=%2F');
    expect(asked).toEqual(['/apps/perennial/offer']);
    expect(await roomTaken()).toBeGreaterThan(100);
    expect(await page.getByRole('region', { name: 'Your offer' }).count()).toBe(1);
  });

  it('speaks the shopper\'s language and stays in their part of the shop', async () => {
    await visit(offered({ ...OFFER, percentage: 0.125 }), { language: 'zh-CN', rootUrl: '/zh' });
    expect(await card().innerText()).toContain('12.5%');
    expect(await card().innerText()).toContain('有效期至 2099年3月7日');
    expect(asked).toEqual(['/zh/apps/perennial/offer']);
    expect(await page.locator('[data-perennial-apply]').getAttribute('href')).toBe('/discount/PRN-0123456789ABCD?redirect=%2Fzh');
  });

  it('explains itself on request', async () => {
    await visit(offered());
    const why = page.getByText('made for you alone and works once');
    expect(await why.isVisible()).toBe(false);
    await page.getByText('Why do I see this?').click();
    expect(await why.isVisible()).toBe(true);
  });

  it('copies the code and says so', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: ORIGIN });
    await visit(offered());
    await page.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Code copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(OFFER.code);
  });

  it('selects the code where it may not copy, and says so', async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await visit(offered());
    await page.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(() => page.getByRole('status').innerText()).toBe('The code is selected. Copy it with your keyboard or menu.');
    expect((await page.evaluate(() => getSelection()?.toString()))?.trim()).toBe(OFFER.code);
  });

  it('obeys the merchant: heading, no expiry, colours; and asks once for two blocks', async () => {
    await visit(offered(), { blocks: 2, settings: { heading: 'For <you>', show_expiry: false, text_alignment: 'center', text_color: '#112233', background_color: '#ffeedd' } });
    expect(await card().count()).toBe(2);
    expect(await card().first().innerText()).toMatch(/^For <you>/);
    expect(await card().first().innerText()).not.toContain('Valid until');
    expect(await card().first().evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor, getComputedStyle(element).textAlign])).toEqual(['rgb(17, 34, 51)', 'rgb(255, 238, 221)', 'center']);
    expect(asked).toHaveLength(1);
  });

  it('is accessible: axe finds nothing, wide, narrow and opened', async () => {
    await visit(offered());
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.locator('details').evaluate((element) => element.setAttribute('open', ''));
      await page.addScriptTag({ path: axeSource() });
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
        return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
  });
});

describe('with nothing to show', () => {
  it.each<[string, Answer | 'never']>([
    ['no offer', { body: '{"offer":null}' }],
    ['the app does not answer', 'never'],
    ['an error', { status: 500, body: 'oops' }],
    ['a refusal', { status: 401, body: '' }],
    ['a page instead of data', { body: '<!doctype html><p>Maintenance</p>' }],
    ['an empty answer', { body: '' }],
    ['null', { body: 'null' }],
    ['an offer that is over', offered({ ...OFFER, endsAt: '2020-01-01T00:00:00.000Z' })],
    ['an end that is no date', offered({ ...OFFER, endsAt: 'soon' })],
    ['half an offer', offered({ code: OFFER.code })],
    ['a percentage that is none', offered({ ...OFFER, percentage: 15 })],
    ['a code that is none', offered({ ...OFFER, code: '<img src=x onerror=alert(1)>' })],
    ['a code with an address in it', offered({ ...OFFER, code: '../../evil' })],
  ])('takes no room: %s', async (_what, answer) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await visit(answer);
    expect(asked).toHaveLength(1);
    expect(await card().isVisible()).toBe(false);
    expect(await roomTaken()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('asks nobody and takes no room while nobody is logged in', async () => {
    await visit(offered(), { customer: null });
    expect(asked).toEqual([]);
    expect(await card().count()).toBe(0);
    expect(await roomTaken()).toBe(0);
  });

  it('takes no room without JavaScript', async () => {
    await context.close();
    context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    await visit(offered());
    expect(await card().isVisible()).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe('a code typed into the cart', () => {
  it('that is ours and another customer’s is told to the app; the own one and others are nobody’s business', async () => {
    const told: string[] = [];
    await visit(offered());
    await page.route('**/apps/perennial/tried', (route) => {
      told.push(`${route.request().method()} ${route.request().postData()}`);
      return route.fulfill({ status: 204 });
    });
    await page.evaluate((own) => {
      for (const codes of [[{ code: 'SPRING20' }, { code: own }], [{ code: 'prn-9999999999zzzz' }], [{}], 'PRN-9999999999ZZZZ']) {
        document.dispatchEvent(Object.assign(new Event('shopify:cart:discount-update'), { discountCodes: codes }));
      }
    }, OFFER.code);
    await expect.poll(() => told).toEqual(['POST code=prn-9999999999zzzz']);
  });
});

describe('in the theme editor', () => {
  it('shows the merchant an example and says who sees what, without asking the app', async () => {
    await visit(offered(), { designMode: true, customer: null });
    expect(await card().innerText()).toMatch(/^Example\. Only you see this/);
    expect(await card().innerText()).toContain('10% off your next order');
    expect(await card().innerText()).toContain('PRN-EXAMPLE');
    expect(asked).toEqual([]);
  });
});
