import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './languages.ts';
import { loadTexts } from './resources.ts';

/** One instance per request on the server, one per page in the browser. Namespaces are the nouns: t('alerts:title'). */
export async function createI18n(language: Language): Promise<i18n> {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: await loadTexts(language),
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
    // A missing text is a defect: shown as its key and reported, so that a test sees it.
    showSupportNotice: false,
    saveMissing: true,
    missingKeyHandler: (_languages, namespace, key) => {
      throw new Error(`No text ${namespace}:${key} in ${language}.`);
    },
  });
  return instance;
}
