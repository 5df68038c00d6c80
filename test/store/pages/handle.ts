// Which page answers which address: the admin, the App Bridge stand-in, the storefront and the app proxy.
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { PagesHandler, StoreContext } from '../context.ts';
import { handleAdmin } from './admin/handle-admin.ts';
import { redirect, sendFile, sendScript } from './answer.ts';
import { handleStorefront } from './storefront/handle-storefront.ts';

const BROWSER = path.join(import.meta.dirname, 'browser');

/** The parts of a script, in the order of their names. */
function partsOf(folder: string): string[] {
  return readdirSync(path.join(BROWSER, folder))
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => path.join(BROWSER, folder, name));
}

async function handleAsset(res: ServerResponse, pathname: string): Promise<boolean> {
  switch (pathname) {
    case '/app-bridge.js':
      await sendScript(res, partsOf('app-bridge'));
      return true;
    case '/_pages/admin.js':
      await sendScript(res, partsOf('admin'));
      return true;
    case '/_pages/admin.css':
    case '/_pages/storefront.css':
      await sendFile(res, path.join(BROWSER, path.basename(pathname)));
      return true;
    default:
      return false;
  }
}

export const handlePages: PagesHandler = async (req: IncomingMessage, res: ServerResponse, context: StoreContext) => {
  const { pathname } = context.url;
  if (await handleAsset(res, pathname)) return true;
  if (pathname === '/') {
    redirect(res, '/admin');
    return true;
  }
  return (await handleAdmin(req, res, context)) || (await handleStorefront(req, res, context));
};
