// The door for webhooks as it stands in the network: bytes, methods, sizes, and how little is done before the answer.
import { createHmac } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { config } from '../../../app/config.server.ts';
import { webApp } from '../../../app/server.ts';
import { MOST_BODY_BYTES } from '../../../app/webhook-door.ts';
import { useDatabase } from '../../support/database.ts';
import { signIn } from '../../routes/support/signed-in.ts';
import { orderBody } from '../support/bodies.ts';
import { send, signed } from '../support/sign.ts';

const db = useDatabase();
let server: Server;
let address: { host: string; port: number };

beforeAll(async () => {
  server = createServer(await webApp(async () => (_request, response) => void response.sendStatus(404)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: Buffer;
}

async function knock({ method = 'POST', path = '/webhooks/orders', headers = {}, body }: Sent): Promise<{ status: number; location: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ ...address, method, path, headers: { ...headers, ...(body ? { 'content-length': String(body.byteLength) } : {}) }, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const headersFor = (shop: string, body: Buffer, eventId: string) => Object.fromEntries(signed({ topic: 'orders/create', shop, body, eventId }).headers);
const stored = async (shopId: bigint) => (await db.asOwner<{ body: Buffer }>('select body from webhook_inbox where shop_id = $1 order by inbox_id', [shopId])).map(({ body }) => body);
const usual = Buffer.from(JSON.stringify(orderBody({ id: 1, updatedAt: '2026-03-01T10:00:00-05:00' })));

describe('the bytes', () => {
  it.each([
    ['a byte order mark', Buffer.from('\ufeff{"id":1}')],
    ['U+2028', Buffer.from('{"id":1,"name":"a\u2028b"}')],
    ['what is no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x00, 0x7d])],
    ['the same key twice, and CRLF', Buffer.from('{"id":1,\r\n"id":2}\r\n')],
    ['gzip', gzipSync(usual)],
    ['no byte at all', Buffer.alloc(0)],
    ['as many as there may be', Buffer.alloc(MOST_BODY_BYTES, 0x20)],
  ])('%s are signed and stored as they came', async (name, body) => {
    const { shopId, domain } = await db.newShop();
    expect((await knock({ body, headers: { ...headersFor(domain, body, 'bytes'), ...(name === 'gzip' ? { 'content-encoding': 'gzip' } : {}) } })).status).toBe(200);
    const [kept, ...more] = await stored(shopId);
    expect(more).toEqual([]);
    expect(kept?.equals(body)).toBe(true);
    const other = Buffer.concat([body.subarray(0, -1), Buffer.from([(body.at(-1) ?? 0) ^ 1])]);
    expect((await knock({ body: other, headers: headersFor(domain, body, 'other') })).status).toBe(401);
  });

  it.each([
    ['ten megabytes', 10 * 1024 * 1024],
    ['one byte too many', MOST_BODY_BYTES + 1],
  ])('%s are refused with 413, signed or not, announced or not, and nothing is looked up', async (_name, size) => {
    const { shopId, domain } = await db.newShop();
    const body = Buffer.alloc(size, 0x20);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    expect((await knock({ body, headers: headersFor(domain, body, 'large') })).status).toBe(413);
    expect((await knock({ body })).status).toBe(413);
    const chunked = await fetch(`http://${address.host}:${address.port}/webhooks/orders`, { method: 'POST', body: new Blob([body]).stream(), duplex: 'half' });
    expect(chunked.status).toBe(413);
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
    expect(await stored(shopId)).toEqual([]);
  });

  it('that break off are no webhook, and the door stays open', async () => {
    const { shopId, domain } = await db.newShop();
    const socket = net.connect(address.port, address.host);
    socket.write(`POST /webhooks/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\nx-shopify-shop-domain: ${domain}\r\n\r\n{"id"`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await knock({ body: usual, headers: headersFor(domain, usual, 'after') })).status).toBe(200);
    expect(await stored(shopId)).toHaveLength(1);
  });
});

describe('the answer', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('to %s is 405, signed or not', async (method) => {
    const { shopId, domain } = await db.newShop();
    const body = method === 'PUT' || method === 'PATCH' ? usual : undefined;
    expect((await knock({ method, ...(body ? { body } : {}), headers: headersFor(domain, usual, 'method') })).status).toBe(405);
    expect(await stored(shopId)).toEqual([]);
  });

  it('is never a redirect and never a page, whatever the address', async () => {
    const { domain } = await db.newShop();
    for (const [at, path] of ['/webhooks', '/webhooks/', '/webhooks/orders/', '/webhooks//orders', '/webhooks/../webhooks/orders', '/WEBHOOKS/orders', '/webhooks/orders?x=1', '/webhooks/%E0%A4%A', '/webhooks/nowhere'].entries()) {
      for (const signature of ['right', 'wrong']) {
        const answer = await knock({ path, body: usual, headers: { ...headersFor(domain, usual, `p${at}`), ...(signature === 'wrong' ? { 'x-shopify-hmac-sha256': 'no' } : {}) } });
        expect({ path, ...answer }).toEqual({ path, status: signature === 'right' ? 200 : 401, location: undefined, body: '' });
      }
    }
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])('does not depend on the content type "%s"', async (type) => {
    const { shopId, domain } = await db.newShop();
    expect((await knock({ body: usual, headers: { ...headersFor(domain, usual, 'type'), 'content-type': type } })).status).toBe(200);
    expect(await stored(shopId)).toHaveLength(1);
  });

  it('is 401 when a header is given twice, as the one or the other may be meant', async () => {
    const { domain } = await db.newShop();
    const right = createHmac('sha256', config().apiSecret).update(usual).digest('base64');
    for (const pair of [[right, right], [right, 'x'], ['x', right]]) {
      expect((await knock({ body: usual, headers: { ...headersFor(domain, usual, 'twice'), 'x-shopify-hmac-sha256': pair } })).status).toBe(401);
    }
  });
});

describe('before the answer', () => {
  /** Statements that are sent while `work` runs; any new connection fails it. */
  async function statementsOf(work: () => Promise<void>): Promise<string[]> {
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const connect = vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('the network was asked');
    });
    const asked = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('the network was asked'));
    onTestFinished(() => [query, connect, asked].forEach((spy) => spy.mockRestore()));
    await work();
    expect(connect).not.toHaveBeenCalled();
    expect(asked).not.toHaveBeenCalled();
    const texts = query.mock.calls.map(([first]: unknown[]) => (typeof first === 'string' ? first : (first as { text: string }).text).trim());
    [query, connect, asked].forEach((spy) => spy.mockRestore());
    return texts.filter((text) => !/^(begin|commit)$/i.test(text));
  }

  it('there is one statement and no network: for a new event, a known one, a privacy webhook of a shop that has gone', async () => {
    const shop = await db.newShop();
    const gone = await db.newShop();
    await signIn(gone.domain);
    await db.asOwner("update shop_session set expires_at = now() - interval '30 days', refresh_token_expires = now() - interval '1 day' where shop_domain = $1", [gone.domain]);
    await db.asOwner("update shop set uninstalled_at = now() - interval '2 days' where shop_id = $1", [gone.shopId]);
    // The pool has its connections.
    await send({ topic: 'orders/create', shop: shop.domain, body: usual, eventId: 'first' });
    const once = async (sent: Parameters<typeof send>[0]) => statementsOf(async () => expect(await send(sent)).toBe(200));
    expect(await once({ topic: 'orders/create', shop: shop.domain, body: usual, eventId: 'second' })).toHaveLength(1);
    expect(await once({ topic: 'orders/create', shop: shop.domain, body: usual, eventId: 'second' })).toHaveLength(1);
    for (const topic of ['customers/redact', 'customers/data_request', 'shop/redact']) {
      expect(await once({ topic, shop: gone.domain, body: { shop_domain: gone.domain, customer: { id: 1 }, data_request: { id: 2 } } })).toHaveLength(1);
    }
    expect(await stored(gone.shopId)).toHaveLength(3);
  });

  it('there is nothing at all for a topic that we do not know', async () => {
    const { domain } = await db.newShop();
    expect(await statementsOf(async () => expect(await send({ topic: 'products/update', shop: domain, body: usual })).toBe(200))).toEqual([]);
  });
});
