// The peer: node's own http server, the body read, its HMAC verified, an answer. No framework, no database.
//   node plain-server.ts SECRET
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [secret = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64');
    const right = createHmac('sha256', secret).update(Buffer.concat(chunks)).digest();
    response.writeHead(given.byteLength === right.byteLength && timingSafeEqual(given, right) ? 200 : 401, { 'content-length': '0' }).end();
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ pid: process.pid, port: (server.address() as AddressInfo).port })}\n`));
process.once('SIGTERM', () => process.exit(0));
