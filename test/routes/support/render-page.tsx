// Renders a page as the server does: its real loader, the frame around it, and the texts of one language. A text that is
// missing throws, and so does a component that cannot be rendered on the server.
import { UNSAFE_RemixContext as RemixContext } from '@remix-run/react';
import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ComponentProps, ComponentType } from 'react';
import { renderToString } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { createStaticHandler, createStaticRouter, StaticRouterProvider } from 'react-router-dom/server.js';
import { createI18n } from '../../../app/i18n/create-i18n.ts';
import type { Language } from '../../../app/i18n/languages.ts';
import * as frame from '../../../app/routes/app.tsx';

interface Page {
  default: ComponentType;
  loader: (args: LoaderFunctionArgs) => Promise<unknown>;
}

type RemixContextValue = NonNullable<ComponentProps<typeof RemixContext.Provider>['value']>;

// What links and forms of Remix ask for; nothing is prefetched on the server.
const remixContext = { future: {}, manifest: { routes: {}, version: '1', url: '', entry: { module: '', imports: [] } }, routeModules: {}, isSpaMode: false } as unknown as RemixContextValue;

/** @param pattern the page's path as the router knows it, e.g. "/app/customers/:customerId" */
export async function renderPage(page: Page, pattern: string, request: Request, language: Language): Promise<{ html: string; text: string; status: number }> {
  const withContext = (loader: Page['loader']) => (args: { request: Request; params: Record<string, string | undefined> }) => loader({ ...args, context: {} });
  const routes = [
    {
      id: 'routes/app',
      path: '/',
      loader: withContext(frame.loader),
      Component: frame.default,
      ErrorBoundary: frame.ErrorBoundary,
      children: [{ id: 'page', path: pattern, loader: withContext(page.loader), Component: page.default }],
    },
  ];
  const handler = createStaticHandler(routes);
  const context = await handler.query(request);
  if (context instanceof Response) throw new Error(`The page answered ${context.status} in place of itself.`);
  const i18n = await createI18n(language);
  const html = renderToString(
    <I18nextProvider i18n={i18n}>
      <RemixContext.Provider value={remixContext}>
        <StaticRouterProvider router={createStaticRouter(handler.dataRoutes, context)} context={context} hydrate={false} />
      </RemixContext.Provider>
    </I18nextProvider>,
  );
  return { html, text: html.replace(/<style[\s\S]*?<\/style>/g, ' ').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), status: context.statusCode };
}
