// Shopify's own React components on the stand-in: what they ask of the script is there.
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, newPerson } from '../../../support/browser.ts';
import { CLIENT_ID, closed, listen, type PagesServer, startPages } from './pages-server.ts';

let browser: Browser;
let pages: PagesServer;
let app: Server;

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, lib: { entry: path.join(import.meta.dirname, 'react-app.tsx'), formats: ['iife'], name: 'app' } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('The bundle is empty.');
  return chunk.code;
}

beforeAll(async () => {
  browser = await launchBrowser();
  pages = await startPages();
  const script = await bundle();
  app = createServer((req, res) => {
    if (req.url === '/bundle.js') res.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><head><script src="${pages.origin}/app-bridge.js" data-api-key="${CLIENT_ID}"></script><title>React app</title></head><body><div id="root"></div><script src="/bundle.js"></script></body></html>`);
  });
  pages.setAppUrl(await listen(app));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await pages.close();
  await closed(app);
});

describe('@shopify/app-bridge-react', { timeout: 60_000 }, () => {
  it('finds its elements: navigation, title bar, modal with content, save bar', async () => {
    const person = await newPerson(browser);
    const admin = await person.newPage();
    const complaints: string[] = [];
    admin.on('console', (message) => complaints.push(message.text()));
    admin.on('pageerror', (error) => complaints.push(error.message));
    await admin.goto(`${pages.origin}/admin/apps/perennial`);
    const frame = admin.frameLocator('.app-frame');
    await admin.locator('#navigation .app-menu a', { hasText: 'Alerts 0' }).waitFor();
    await admin.locator('.title-actions').getByRole('button', { name: 'Count' }).click();
    await admin.locator('.app-title', { hasText: 'Count 1' }).waitFor();
    await admin.locator('#navigation .app-menu a', { hasText: 'Alerts 1' }).waitFor();

    await frame.getByRole('button', { name: 'Open modal' }).click();
    const dialog = frame.getByRole('dialog', { name: 'Modal' });
    await frame.getByText('Counted 1').waitFor();
    await frame.getByRole('button', { name: 'Ten more' }).click();
    await frame.getByText('Counted 11').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await frame.getByRole('button', { name: 'Open modal' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await frame.getByRole('button', { name: 'Edit' }).click();
    const save = admin.locator('.save-bar').getByRole('button', { name: 'Save' });
    await save.click();
    await admin.locator('.save-bar button[aria-busy]').waitFor();
    await admin.locator('[role=status]', { hasText: 'Saved' }).waitFor();
    await save.waitFor({ state: 'hidden' });
    await frame.locator('#said', { hasText: 'bar hidden' }).waitFor();
    // React's development build says on the console what it finds wrong.
    expect(complaints.filter((text) => !text.includes('React DevTools'))).toEqual([]);
    await person.close();
  });
});
