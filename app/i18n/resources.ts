// All texts, by language and noun. Found by the bundler, so a new file needs no list.
import type { Resource } from 'i18next';
import type { Language } from './languages.ts';

const files = import.meta.glob<Record<string, unknown>>('./locales/*/*.json', { import: 'default' });

/** Loads the texts of one language; the other language's never reach the browser. */
export async function loadTexts(language: Language): Promise<Resource> {
  const nouns: Record<string, Record<string, unknown>> = {};
  await Promise.all(
    Object.entries(files).map(async ([file, load]) => {
      const [, tag, noun] = /locales\/([^/]+)\/([^/]+)\.json$/.exec(file) ?? [];
      if (tag === language && noun) nouns[noun] = await load();
    }),
  );
  return { [language]: nouns };
}
