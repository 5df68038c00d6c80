// Shopify's side of an export, as far as the import depends on it: start, list, state, file with ranges. Faults on demand.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Config, config } from '../../../app/config.server.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';

export interface Operation {
  id: string;
  kind: 'customers' | 'orders';
  query: string;
  status: string;
  errorCode: string | null;
  createdAt: string;
}

export interface ExportServer {
  /** What a new export's file holds. */
  files: Record<'customers' | 'orders', Buffer>;
  operations: Operation[];
  /** Offsets asked for by downloads. */
  downloads: number[];
  /** Next downloads end after so many bytes. */
  cutAfter: number[];
  /** Next downloads answer so. */
  answerStatus: number[];
  /** Next starts take effect, and their answer is lost. */
  loseStart: number;
  /** Next starts find another app's export running. */
  busy: number;
  /** Status that new operations get at once. */
  startedAs: string;
  ranges: boolean;
  /** Node of orders that are read by id. */
  order: unknown;
  readonly origin: string;
  reset(): void;
  signIn(domain: string): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const COST = { requestedQueryCost: 1, actualQueryCost: 1, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1999, restoreRate: 100 } };

export function useExportServer(): ExportServer {
  let server: Server;
  let before: Config;
  const held = globalThis as { perennialConfig?: Config };
  const state: ExportServer & { origin: string } = {
    files: { customers: Buffer.alloc(0), orders: Buffer.alloc(0) },
    operations: [],
    downloads: [],
    cutAfter: [],
    answerStatus: [],
    loseStart: 0,
    busy: 0,
    startedAs: 'COMPLETED',
    ranges: true,
    order: null,
    origin: '',
    reset() {
      Object.assign(state, { operations: [], downloads: [], cutAfter: [], answerStatus: [], loseStart: 0, busy: 0, startedAs: 'COMPLETED', ranges: true, order: null });
    },
    async signIn(domain) {
      await sessionStorage.storeSession(new Session({ id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: 'shpat_test' }));
    },
  };

  function start(query: string, response: ServerResponse): void {
    if (state.busy > 0) {
      state.busy -= 1;
      const error = { code: 'OPERATION_IN_PROGRESS', message: 'A bulk query operation for this app and shop is already in progress: gid://shopify/BulkOperation/9.' };
      return answer(response, { bulkOperationRunQuery: { bulkOperation: null, userErrors: [error] } });
    }
    const kind = /\borders\b/.test(query) ? 'orders' : 'customers';
    const operation = { id: `gid://shopify/BulkOperation/${state.operations.length + 100}`, kind, query, status: state.startedAs, errorCode: null, createdAt: new Date().toISOString() } as const;
    state.operations.push({ ...operation });
    if (state.loseStart > 0) {
      state.loseStart -= 1;
      response.destroy();
      return;
    }
    answer(response, { bulkOperationRunQuery: { bulkOperation: { id: operation.id, createdAt: operation.createdAt }, userErrors: [] } });
  }

  function answer(response: ServerResponse, data: unknown): void {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data, extensions: { cost: COST } }));
  }

  function stateOf(id: string): unknown {
    const operation = state.operations.find((one) => one.id === id);
    if (!operation) return null;
    const file = state.files[operation.kind];
    const done = operation.status === 'COMPLETED';
    return {
      status: operation.status,
      errorCode: operation.errorCode,
      objectCount: String(file.toString().split('\n').length - 1),
      fileSize: done ? String(file.byteLength) : null,
      url: done && file.byteLength > 0 ? `${state.origin}/files/${operation.kind}` : null,
    };
  }

  function graphql(text: string, response: ServerResponse): void {
    const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, string> };
    if (query.includes('bulkOperationRunQuery')) return start(variables['query'] ?? '', response);
    if (query.includes('bulkOperations(')) return answer(response, { bulkOperations: { nodes: state.operations.map(({ id, query: sent, createdAt }) => ({ id, query: sent, createdAt })).reverse() } });
    if (query.includes('bulkOperation(id')) return answer(response, { bulkOperation: stateOf(variables['id'] ?? '') });
    if (query.includes('order(id')) return answer(response, { order: state.order });
    if (query.includes('shop {')) return answer(response, { shop: { currencyCode: 'EUR', ianaTimezone: 'Europe/Berlin', plan: { publicDisplayName: 'Basic' } } });
    response.statusCode = 400;
    response.end();
  }

  function file(request: IncomingMessage, response: ServerResponse): void {
    const whole = state.files[request.url?.endsWith('orders') ? 'orders' : 'customers'];
    const asked = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    state.downloads.push(asked);
    const status = state.answerStatus.shift();
    if (status) return void response.writeHead(status).end();
    const from = state.ranges ? asked : 0;
    const rest = whole.subarray(from);
    const cut = state.cutAfter.shift();
    if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${whole.byteLength - 1}/${whole.byteLength}`, 'content-length': rest.byteLength });
    else response.writeHead(200, { 'content-length': rest.byteLength });
    if (cut === undefined || cut >= rest.byteLength) return void response.end(rest);
    response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/files/')) return file(request, response);
      void textOf(request).then((text) => graphql(text, response));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    before = config();
    held.perennialConfig = { ...before, simulatedStoreUrl: state.origin };
  });
  beforeEach(() => state.reset());
  afterAll(async () => {
    held.perennialConfig = before;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return state;
}
