// The frame of every page: Polaris, the navigation inside Shopify admin, and what is shown when a page fails.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { isRouteErrorResponse, Link, Outlet, useLoaderData, useLocation, useRouteError } from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { useTranslation } from 'react-i18next';
import { inShop } from '../records/db.ts';
import { latenessOf, readSyncTimes } from '../records/reconcile/lateness.ts';
import { currencyExponent } from '../shopify/currency-exponents.ts';
import { ErrorPage } from '../ui/error-page.tsx';
import { ShopFormatProvider } from '../ui/formats/shop-formats.tsx';
import { LateBanner } from '../ui/pieces/late-banner.tsx';
import { SlowNavigation } from '../ui/pieces/slow-navigation.tsx';
import { PolarisProvider } from '../ui/polaris-provider.tsx';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, currencyCode, timeZone } = await requireAdminShop(request);
  const late = latenessOf(await inShop(shopId, readSyncTimes), Date.now());
  return { late, shop: { currencyCode, timeZone, minorDigits: currencyExponent(currencyCode) } };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function App() {
  const { t } = useTranslation();
  const { late, shop } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  return (
    <PolarisProvider>
      <ShopFormatProvider shop={shop}>
        <NavMenu>
          <Link to="/app" rel="home">
            {t('appName')}
          </Link>
          <Link to="/app/segments">{t('nav.segments')}</Link>
          <Link to="/app/customers">{t('nav.customers')}</Link>
          <Link to="/app/alerts">{t('nav.alerts')}</Link>
          <Link to="/app/accuracy">{t('nav.accuracy')}</Link>
          <Link to="/app/write-back">{t('nav.writeBack')}</Link>
          <Link to="/app/sync">{t('nav.sync')}</Link>
          <Link to="/app/settings">{t('nav.settings')}</Link>
        </NavMenu>
        <main>
          <LateBanner late={late} />
          <SlowNavigation pathname={pathname}>
            <Outlet />
          </SlowNavigation>
        </main>
      </ShopFormatProvider>
    </PolarisProvider>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  // The library answers by throwing responses that carry markup (bounce pages); those have to reach the browser as they are.
  if (isRouteErrorResponse(error) && error.status !== 404 && typeof error.data === 'string') return boundary.error(error);
  return (
    <PolarisProvider>
      <main>
        <ErrorPage notFound={isRouteErrorResponse(error) && error.status === 404} />
      </main>
    </PolarisProvider>
  );
}
