import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, type ShouldRevalidateFunction, useRouteLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { config } from './config.server.ts';
import { languageOf } from './i18n/languages.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: polarisStyles }];

export function loader({ request }: LoaderFunctionArgs) {
  return { apiKey: config().apiKey, appBridgeUrl: config().appBridgeUrl, language: languageOf(request) };
}

// The language comes with the first document and stays for the visit.
export const shouldRevalidate: ShouldRevalidateFunction = () => false;

export function Layout({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  const data = useRouteLoaderData<typeof loader>('root');
  return (
    <html lang={data?.language ?? 'en'}>
      <head>
        {/* App Bridge has to be the first script of every document. */}
        {data ? <script src={data.appBridgeUrl} data-api-key={data.apiKey} /> : null}
        <meta charSet="utf-8" />
        <title>{t('appName')}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}
