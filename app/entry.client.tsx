import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from './i18n/create-i18n.ts';
import { LANGUAGES, type Language } from './i18n/languages.ts';

async function hydrate(): Promise<void> {
  const language = LANGUAGES.find((known) => known === document.documentElement.lang) ?? ('en' satisfies Language);
  const i18n = await createI18n(language);
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={i18n}>
          <RemixBrowser />
        </I18nextProvider>
      </StrictMode>,
    );
  });
}

void hydrate();
