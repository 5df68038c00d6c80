// A real browser for the journeys: the system's Chromium or Chrome where there is one, else the Chromium inside an npm
// package, together with the libraries that package carries for bare systems.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { BROWSER_USER_AGENT } from './session-token.ts';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** --disable-background-networking: a test browser asks nobody outside for anything. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic', '--font-render-hinting=none'];

async function bundled(): Promise<string> {
  // The package unpacks its own NSS and X libraries only where it believes to be on AWS; a bare Debian needs the same ones.
  process.env['AWS_EXECUTION_ENV'] ??= `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`;
  const { default: packaged } = await import('@sparticuz/chromium');
  packaged.setGraphicsMode = false;
  return packaged.executablePath();
}

export async function launchBrowser(): Promise<Browser> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen && !existsSync(chosen)) throw new Error(`CHROME_PATH names ${chosen}, which is not there.`);
  const executablePath = chosen ?? INSTALLED.find((path) => existsSync(path)) ?? (await bundled());
  return chromium.launch({ executablePath, args: ARGUMENTS, headless: true });
}

/** A person's browser: an ordinary user agent (Shopify's library turns robots away), a language, a width. */
export async function newPerson(browser: Browser, { locale = 'en-US', width = 1280, height = 900 } = {}): Promise<BrowserContext> {
  return browser.newContext({ userAgent: BROWSER_USER_AGENT, locale, viewport: { width, height }, timezoneId: 'UTC' });
}

/** The source of axe-core, to be run inside a page. */
export function axeSource(): string {
  return createRequire(import.meta.url).resolve('axe-core/axe.min.js');
}
