// POST /webhooks/* as it comes over HTTP: the bytes that are signed, no more of them than we asked for, no longer than
// Shopify waits, and an answer (decision 0003). Nothing here redirects: Shopify counts 3xx as a failure.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from './log.server.ts';
import { receiveWebhook } from './sync/webhooks/receive.ts';

/** No body that we asked for comes near it: include_fields keeps them at some kilobytes. */
export const MOST_BODY_BYTES = 2 * 1024 * 1024;
/** Shopify gives up after five seconds; who still sends then sends nothing that we want. */
const READ_WITHIN_MS = 10_000;

/** @returns null when the body is too large; what came of it is let go. @throws when the sender went away. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      resolve(null);
    };
    request.on('data', onData);
    // Mostly it is one piece, and stays it: what is allocated for each is what the collector of the whole process runs for.
    request.once('end', () => resolve(chunks[0]?.byteLength === size ? chunks[0] : Buffer.concat(chunks, size)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.readableEnded) reject(new Error('closed'));
    });
  });
}

/**
 * Too large to be checked, so it is not known whose it is: refused, for nothing unsigned is ever answered 2xx. The answer goes
 * out at once; what still comes is thrown away for a while, or a sender in the middle of it would see a broken connection in
 * place of the answer. What a shop would lose by it the next reconciliation finds.
 */
function refuseLarge(request: IncomingMessage, response: ServerResponse): void {
  log().warn({ bytes: request.headers['content-length'] ?? null }, 'a webhook was too large to be read');
  response.writeHead(413, { connection: 'close', 'content-length': '0' }).flushHeaders();
  request.once('end', () => response.end());
  request.once('close', () => response.end());
  request.resume();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
    return;
  }
  const late = setTimeout(() => request.destroy(), READ_WITHIN_MS);
  request.once('close', () => clearTimeout(late));
  let rawBody: Buffer | null;
  try {
    rawBody = await readBody(request);
    if (rawBody) clearTimeout(late);
  } catch (error) {
    log().info({ why: error instanceof Error ? error.message : String(error) }, 'a webhook broke off before its end');
    response.destroy();
    return;
  }
  if (!rawBody) {
    refuseLarge(request, response);
    return;
  }
  const { status } = await receiveWebhook({ rawBody, headers: { get: (name) => headerOf(request, name) } });
  response.writeHead(status, { 'content-length': '0' }).end();
}

/** One that came several times is all of them together, and so is no signature, no shop, no topic. */
function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return value === undefined ? null : String(value);
}

/** Whether a request is for this door, however its address is written. */
export function isForWebhooks({ url = '' }: IncomingMessage): boolean {
  return /^\/webhooks(?:[/?#]|$)/i.test(url);
}

export function answerWebhook(request: IncomingMessage, response: ServerResponse): void {
  answer(request, response).catch((error: unknown) => {
    log().error({ err: error }, 'webhook could not be stored');
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}
