// The web process: webhooks are answered before the framework (decision 0003), everything else is Remix.
import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express from 'express';
import { config } from './config.server.ts';
import { log } from './log.server.ts';
import { closeQueue, openQueue } from './queue/boss.ts';
import { closeDatabase, openDatabase, sharedPool } from './records/db.ts';
import { documentHeaders } from './shopify/document-headers.ts';
import { setAfterAuth } from './shopify/shopify.server.ts';
import { afterAuth } from './sync/after-auth.ts';
import { answerWebhook, isForWebhooks } from './webhook-door.ts';

/** Requests that are under way have so long to end; the process has 25 seconds. */
const DRAIN_MS = 20_000;

const BUILD = path.resolve(import.meta.dirname, '../build');

async function addBuiltPages(app: express.Express): Promise<express.RequestHandler> {
  app.use('/assets', express.static(path.join(BUILD, 'client/assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  app.use(express.static(path.join(BUILD, 'client'), { maxAge: '1h', index: false }));
  const build = (await import(path.join(BUILD, 'server/index.js'))) as ServerBuild;
  return createRequestHandler({ build, mode: 'production' });
}

async function addPagesFromSource(app: express.Express): Promise<express.RequestHandler> {
  const vite = await (await import('vite')).createServer({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
  return createRequestHandler({ build: () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>, mode: 'development' });
}

/** What the framework never saw: a file that is not there, an address that cannot be read. The answer says nothing of us. */
function answerError(error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const status = given >= 400 && given < 600 ? given : 500;
  if (status >= 500) log().error({ err: error }, 'request failed');
  response.writeHead(status, Object.fromEntries(documentHeaders(null))).end();
}

/** The doors in their order: webhooks, health, pages. @param addPages adds what comes before the pages, and returns them. */
export async function webApp(addPages: (app: express.Express) => Promise<express.RequestHandler>): Promise<RequestListener> {
  const app = express();
  app.disable('x-powered-by');
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
  app.all('*', await addPages(app));
  app.use(answerError);
  return (request, response) => {
    if (isForWebhooks(request)) answerWebhook(request, response);
    else void app(request, response);
  };
}

/**
 * @param databaseUrl connection string of the app's own role.
 * @returns once it listens.
 */
export async function startServer(databaseUrl: string, development = false): Promise<{ server: Server; stop(): Promise<void> }> {
  openDatabase(databaseUrl, { max: 12 });
  await openQueue(databaseUrl, false);
  setAfterAuth(afterAuth);

  const app = await webApp(development ? addPagesFromSource : addBuiltPages);
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = createServer(app).listen(config().port, config().host, () => resolve(listening));
    listening.on('error', reject);
  });
  // Longer than any proxy in front keeps a connection, so that it never meets a closed one.
  server.keepAliveTimeout = 75_000;
  log().info({ address: server.address() }, 'the app listens');
  return {
    server,
    async stop() {
      // A connection on which something was under way is idle afterwards, and would be kept for its next request.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      clearInterval(idle);
      clearTimeout(late);
      await closeQueue(0);
      await closeDatabase();
    },
  };
}
