// Small things that every page does: answers, cookies, forms.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Markup } from './html.ts';

const LONGEST_FORM_BYTES = 64 * 1024;

export function sendHtml(res: ServerResponse, page: Markup, status = 200): void {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page.text);
}

export function sendJson(res: ServerResponse, value: unknown, status = 200): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(value));
}

/** @param cookie "name=value" to set for this origin */
export function redirect(res: ServerResponse, location: string, cookie?: string): void {
  res.writeHead(303, { location, ...(cookie ? { 'set-cookie': `${cookie}; Path=/; HttpOnly; SameSite=Lax` } : {}) }).end();
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
};

export async function sendFile(res: ServerResponse, file: string): Promise<void> {
  const content = await readFile(file);
  res.writeHead(200, { 'content-type': TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream', 'cache-control': 'no-cache' }).end(content);
}

/** Several scripts as one, in the order of the files. */
export async function sendScript(res: ServerResponse, files: readonly string[]): Promise<void> {
  const parts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  res.writeHead(200, { 'content-type': TYPES['js'], 'cache-control': 'no-cache', 'access-control-allow-origin': '*' }).end(parts.join('\n'));
}

export function cookie(req: IncomingMessage, name: string): string | null {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [key = '', ...value] = part.trim().split('=');
    if (key === name) return decodeURIComponent(value.join('='));
  }
  return null;
}

/** @throws where the form is longer than any of these pages'. */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_FORM_BYTES) throw new Error('The form is too long.');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** A path of this origin, for redirects that a request asked for; anything else becomes the fallback. */
export function localPath(asked: string | null, fallback: string): string {
  return asked && /^\/(?![/\\])/.test(asked) ? asked : fallback;
}
