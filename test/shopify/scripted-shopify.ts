// A wire to Shopify that says what a test tells it to, also nothing at all: for faults of transport, which are the same
// whatever was asked. What Shopify means by its answers is the simulated store's matter.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import { sessionStorage } from '../../app/shopify/session-storage.ts';

export interface Asked {
  path: string;
  /** Of a GraphQL document. */
  operationName: string;
  body: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

export type Answer =
  | { json: unknown; status?: number; headers?: Record<string, string> }
  /** The connection breaks before an answer, or in the midst of it; or nothing ever comes. */
  | { fault: 'reset' | 'truncated' | 'silent' };

export interface ScriptedShopify {
  /** Decides every answer from now on. */
  answer(script: (asked: Asked) => Answer | Promise<Answer>): void;
  /** Everything asked since the test began. */
  readonly asked: Asked[];
  readonly origin: string;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

function reply(response: ServerResponse, answer: Answer): void {
  if ('json' in answer) {
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.json));
  } else if (answer.fault === 'reset') {
    response.destroy();
  } else if (answer.fault === 'truncated') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"node":');
  }
}

export const COST = { requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 } };

/** Points the app at the script for the length of a test file. */
export function useScriptedShopify(): ScriptedShopify {
  let script: (asked: Asked) => Answer | Promise<Answer> = () => ({ json: { errors: [{ message: 'nothing scripted' }] } });
  const asked: Asked[] = [];
  let server: Server;
  let before: Config;
  let origin = '';
  const held = globalThis as { perennialConfig?: Config };

  beforeAll(async () => {
    server = createServer((request, response) => {
      void (async () => {
        const body = await bodyOf(request);
        const one: Asked = { path: request.url ?? '', operationName: typeof body['operationName'] === 'string' ? body['operationName'] : '', body, headers: request.headers };
        asked.push(one);
        reply(response, await script(one));
      })();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    before = config();
    held.perennialConfig = { ...before, simulatedStoreUrl: origin };
  });
  beforeEach(() => {
    asked.length = 0;
  });
  afterAll(async () => {
    held.perennialConfig = before;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  return {
    answer: (next) => {
      script = next;
    },
    asked,
    get origin() {
      return origin;
    },
  };
}

/** As after an install. */
export async function storeSession(domain: string, fields: Partial<ConstructorParameters<typeof Session>[0]> = {}): Promise<void> {
  await sessionStorage.storeSession(
    new Session({
      id: `offline_${domain}`,
      shop: domain,
      state: '',
      isOnline: false,
      accessToken: 'shpat_first',
      scope: 'write_customers',
      expires: new Date(Date.now() + 3_600_000),
      refreshToken: 'shprt_first',
      refreshTokenExpires: new Date(Date.now() + 90 * 86_400_000),
      ...fields,
    }),
  );
}
