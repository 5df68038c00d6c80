import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from './i18n/create-i18n.ts';
import { languageOf } from './i18n/languages.ts';
import { log } from './log.server.ts';
import { addDocumentHeaders } from './shopify/document-headers.ts';

export const streamTimeout = 5_000;

export default async function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> {
  addDocumentHeaders(request, headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  const i18n = await createI18n(languageOf(request));
  const ready = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady';
  let code = status;
  return new Promise((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(
      <I18nextProvider i18n={i18n}>
        <RemixServer context={context} url={request.url} abortDelay={streamTimeout} />
      </I18nextProvider>,
      {
        [ready]: () => {
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          code = 500;
          log().error({ err: error, path: new URL(request.url).pathname }, 'page could not be rendered');
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** What pages fetch after the first document is a merchant's own as well: no cache on the way keeps it. */
export function handleDataRequest(response: Response): Response {
  response.headers.set('Cache-Control', 'private, no-store');
  response.headers.set('X-Content-Type-Options', 'nosniff');
  return response;
}

/** Errors of loaders and actions; thrown Responses are answers, not errors. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted) log().error({ err: error, path: new URL(request.url).pathname }, 'request failed');
}
