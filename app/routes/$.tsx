// An address outside the app where nothing is.
import { json } from '@remix-run/node';
import { useTranslation } from 'react-i18next';

export function loader() {
  return json(null, { status: 404 });
}

export default function Nowhere() {
  const { t } = useTranslation();
  return (
    <main>
      <h1>{t('error.notFoundTitle')}</h1>
      <p>{t('error.notFoundBody')}</p>
    </main>
  );
}
