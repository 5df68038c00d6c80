// What Shopify itself answers: tokens, the Admin API, bulk files, uploads.
import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, getOperationAST, GraphQLError } from 'graphql';
import { answerTokenRequest } from '../auth/answer-token-request.ts';
import { accessTokenOf } from '../auth/tokens.ts';
import { bulkFileOf } from '../bulk/bulk-files.ts';
import { receiveForm, receivePlain } from '../bulk/staged-uploads.ts';
import { answerGraphql, type GraphqlBody } from '../graphql/answer.ts';
import type { ShopState } from '../model.ts';
import { readBody, readFields, sendJson, sendText } from './exchange.ts';
import type { StoreRuntime } from './runtime.ts';

export const ADMIN_API_VERSION = '2026-10';
const UPLOADS = '/staged-uploads/';

/** @returns false where the path is none of Shopify's. */
export async function handleShopify(req: IncomingMessage, res: ServerResponse, url: URL, state: ShopState, runtime: StoreRuntime): Promise<boolean> {
  const { pathname } = url;
  if (req.method === 'POST' && pathname === '/admin/oauth/access_token') await handleToken(req, res, state, runtime);
  else if (pathname.startsWith('/admin/api/')) await handleGraphql(req, res, pathname, state, runtime);
  else if (req.method === 'GET' && pathname.startsWith('/bulk-operation-outputs/')) sendBulkFile(res, url, state, runtime);
  else if (pathname.startsWith(UPLOADS)) await handleUpload(req, res, pathname, state, runtime);
  else return false;
  return true;
}

async function handleToken(req: IncomingMessage, res: ServerResponse, state: ShopState, runtime: StoreRuntime): Promise<void> {
  const fields = await readFields(req);
  const fault = runtime.fault('token', state, null);
  if (runtime.failBefore(fault, res)) return;
  if (!fields) return sendJson(res, 400, { error: 'invalid_request', error_description: 'The body is neither JSON nor a form.' });
  const { status, body } = answerTokenRequest(runtime.store, state, runtime, fields);
  if (fault?.kind === 'answer-lost') res.destroy();
  else sendJson(res, status, body);
}

async function handleGraphql(req: IncomingMessage, res: ServerResponse, pathname: string, state: ShopState, runtime: StoreRuntime): Promise<void> {
  if (pathname !== `/admin/api/${ADMIN_API_VERSION}/graphql.json`) return sendJson(res, 404, { errors: `The simulated store answers ${ADMIN_API_VERSION} GraphQL only.` });
  if (req.method !== 'POST') return sendJson(res, 405, { errors: 'Method Not Allowed' });
  const body = (await readFields(req)) as GraphqlBody | null;
  const operationName = body ? nameOf(body) : null;
  const fault = runtime.fault('graphql', state, operationName);
  if (runtime.failBefore(fault, res)) return;
  const given = req.headers['x-shopify-access-token'];
  const token = accessTokenOf(state, typeof given === 'string' ? given : undefined, runtime.store.now());
  if (!token) return sendJson(res, 401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
  if (!body) return sendJson(res, 400, { errors: 'The body is not JSON.' });
  const answered = answerGraphql(body, runtime.requestIn(state, token.scopes), runtime.bucketOf(state));
  runtime.note(answered.operationName, answered.requestedQueryCost);
  if (fault?.kind === 'answer-lost') res.destroy();
  else sendJson(res, 200, answered.answer, { 'x-request-id': randomUUID(), 'x-shopify-api-version': ADMIN_API_VERSION });
}

/** For faults on one operation. */
function nameOf(body: GraphqlBody): string | null {
  if (typeof body.operationName === 'string') return body.operationName;
  if (typeof body.query !== 'string') return null;
  try {
    return getOperationAST(parse(body.query))?.name?.value ?? null;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function sendBulkFile(res: ServerResponse, url: URL, state: ShopState, runtime: StoreRuntime): void {
  const file = bulkFileOf(url, runtime.store.now());
  if (!file) return sendText(res, 403, "<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code></Error>", 'application/xml');
  const fault = runtime.fault('bulk-file', state, null);
  if (runtime.failBefore(fault, res)) return;
  const { size } = statSync(file);
  const end = fault?.kind === 'cut-off' ? Math.min(fault.afterBytes, size) - 1 : size - 1;
  const start = Number(/^bytes=(\d+)-$/.exec(res.req.headers.range ?? '')?.[1] ?? 0);
  const partial = start > 0 && start < size;
  res.writeHead(partial ? 206 : 200, {
    'content-type': 'application/jsonl',
    'content-length': size - (partial ? start : 0),
    'accept-ranges': 'bytes',
    ...(partial ? { 'content-range': `bytes ${start}-${size - 1}/${size}` } : {}),
  });
  const stream = createReadStream(file, { start: partial ? start : 0, end: Math.max(end, 0) });
  stream.on('error', () => res.destroy());
  // A cut-off download breaks the connection before the promised length.
  stream.on('end', () => (end < size - 1 ? res.destroy() : res.end()));
  stream.pipe(res, { end: false });
}

async function handleUpload(req: IncomingMessage, res: ServerResponse, pathname: string, state: ShopState, runtime: StoreRuntime): Promise<void> {
  const body = await readBody(req);
  const fault = runtime.fault('upload', state, null);
  if (runtime.failBefore(fault, res)) return;
  const answer =
    req.method === 'PUT'
      ? receivePlain(runtime.store, decodeURIComponent(pathname.slice(UPLOADS.length)), body)
      : await receiveForm(runtime.store, req.headers['content-type'] ?? '', body);
  if (fault?.kind === 'answer-lost') res.destroy();
  else sendText(res, answer.status, answer.body, 'application/xml');
}
