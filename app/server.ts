// The web process: webhooks are answered before the framework (decision 0003), everything else is Remix.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express from 'express';
import { config } from './config.server.ts';
import { log } from './log.server.ts';
import { closeQueue, openQueue } from './queue/boss.ts';
import { closeDatabase, openDatabase, sharedPool } from './records/db.ts';
import { setAfterAuth } from './shopify/shopify.server.ts';
import { afterAuth } from './sync/after-auth.ts';
import { receiveWebhook } from './sync/webhooks/receive.ts';

const BUILD = path.resolve(import.meta.dirname, '../build');
const MAX_WEBHOOK_BYTES = 2 * 1024 * 1024;

/** @returns null when the body is larger than Shopify ever sends. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_WEBHOOK_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function answerWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
    return;
  }
  const rawBody = await readBody(request);
  if (!rawBody) {
    // Answered without work; the rest of the body is not wanted.
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
  const { status } = await receiveWebhook({ rawBody, headers });
  response.writeHead(status).end();
}

async function remixHandler(development: boolean, app: express.Express): Promise<express.RequestHandler> {
  if (!development) {
    app.use('/assets', express.static(path.join(BUILD, 'client/assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
    app.use(express.static(path.join(BUILD, 'client'), { maxAge: '1h', index: false }));
    const build = (await import(path.join(BUILD, 'server/index.js'))) as ServerBuild;
    return createRequestHandler({ build, mode: 'production' });
  }
  const vite = await (await import('vite')).createServer({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
  return createRequestHandler({ build: () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>, mode: 'development' });
}

/**
 * @param databaseUrl connection string of the app's own role.
 * @returns once it listens.
 */
export async function startServer(databaseUrl: string, development = false): Promise<{ server: Server; stop(): Promise<void> }> {
  openDatabase(databaseUrl, { max: 12 });
  await openQueue(databaseUrl, false);
  setAfterAuth(afterAuth);

  const app = express();
  app.disable('x-powered-by');
  app.use('/webhooks', (request, response) => {
    answerWebhook(request, response).catch((error: unknown) => {
      log().error({ err: error }, 'webhook could not be stored');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  app.get('/healthz', (_request, response) => {
    sharedPool()
      .query('select 1')
      .then(
        () => response.status(200).json({ ok: true }),
        (error: unknown) => {
          log().error({ err: error }, 'health check');
          response.status(503).json({ ok: false });
        },
      );
  });
  app.use(compression());
  app.all('*', await remixHandler(development, app));

  const server = await new Promise<Server>((resolve, reject) => {
    const listening = app.listen(config().port, config().host, () => resolve(listening));
    listening.on('error', reject);
  });
  // Longer than any proxy in front keeps a connection, so that it never meets a closed one.
  server.keepAliveTimeout = 75_000;
  log().info({ address: server.address() }, 'the app listens');
  return {
    server,
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5_000).unref();
      });
      await closeQueue(0);
      await closeDatabase();
    },
  };
}
