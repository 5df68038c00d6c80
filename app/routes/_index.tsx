// The bare address of the app. Shopify opens it with ?shop=…; a person who types it is told where the app lives.
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { useTranslation } from 'react-i18next';

export function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  return url.searchParams.get('shop') ? redirect(`/app?${url.searchParams}`) : null;
}

export default function Landing() {
  const { t } = useTranslation();
  return (
    <main>
      <h1>{t('landing.title')}</h1>
      <p>{t('landing.body')}</p>
    </main>
  );
}
