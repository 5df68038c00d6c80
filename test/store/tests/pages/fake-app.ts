// An embedded app of one file, which uses every part of App Bridge that Perennial uses.
import { createServer, type Server } from 'node:http';
import { jwtVerify } from 'jose';
import { CLIENT_ID, CLIENT_SECRET } from './pages-server.ts';

const page = (storeOrigin: string) => `<!doctype html><html lang="en"><head>
<script src="${storeOrigin}/app-bridge.js" data-api-key="${CLIENT_ID}"></script>
<title>Fake app</title></head><body>
<ui-nav-menu><a href="/app" rel="home">Fake</a><a href="/app/alerts">Alerts</a><a href="/app/settings">Settings</a></ui-nav-menu>
<ui-title-bar title="Start"><button variant="primary" onclick="say('title action')">Do it</button></ui-title-bar>
<h1 id="where"></h1><p id="said"></p>
<a id="inside" href="/app/alerts?page=2">Inside</a>
<a id="admin" href="shopify://admin/customers">Customers</a>
<ui-save-bar id="bar"><button variant="primary" onclick="say('saved'); shopify.saveBar.hide('bar')">Save</button><button onclick="say('discarded'); shopify.saveBar.hide('bar')">Discard</button></ui-save-bar>
<ui-modal id="modal"><ui-title-bar title="Are you sure?"><button variant="primary" onclick="say('modal yes'); shopify.modal.hide('modal')">Yes</button></ui-title-bar><div><p>Modal text</p></div></ui-modal>
<form data-save-bar id="form"><label>Name <input name="name"></label></form>
<script>
window.say = (text) => { document.querySelector('#said').textContent = text; };
const show = () => { document.querySelector('#where').textContent = location.pathname; };
const go = (path) => { history.pushState({}, '', path); show(); };
addEventListener('popstate', show);
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="/"]');
  if (!link) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});
document.querySelector('#form').addEventListener('submit', (event) => { event.preventDefault(); say('submitted ' + new FormData(event.target).get('name')); });
show();
</script></body></html>`;

/** What /app/data was asked with, and whether it was a good session token. */
export interface Asked {
  good: boolean;
}

export function fakeApp(storeOrigin: string): { server: Server; asked: Asked[]; bounces: number[] } {
  const asked: Asked[] = [];
  const bounces: number[] = [];
  async function isGood(authorization: string | undefined): Promise<boolean> {
    const token = authorization?.replace(/^Bearer /, '') ?? '';
    return jwtVerify(token, new TextEncoder().encode(CLIENT_SECRET), { audience: CLIENT_ID }).then(
      () => true,
      () => false,
    );
  }
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://app');
    if (url.pathname === '/app/data') {
      void isGood(req.headers.authorization).then((good) => {
        asked.push({ good });
        // The first answer of each pair is what a stale token gets.
        if (asked.length % 2 === 1) res.writeHead(401, { 'x-shopify-retry-invalid-session-request': '1' }).end();
        else res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ good, method: req.method }));
      });
      return;
    }
    // A document without a token goes by the bounce page, as Shopify's library has it.
    if (!url.searchParams.get('id_token') && url.pathname !== '/auth/session-token') {
      bounces.push(1);
      res.writeHead(302, { location: `/auth/session-token?shopify-reload=${encodeURIComponent(`http://${req.headers.host}${url.pathname}`)}` }).end();
      return;
    }
    const body = url.pathname === '/auth/session-token' ? `<script data-api-key="${CLIENT_ID}" src="${storeOrigin}/app-bridge.js"></script>` : page(storeOrigin);
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  });
  return { server, asked, bounces };
}
