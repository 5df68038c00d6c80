// Every text in every language: the same keys, the same values to fill in, nothing empty, nothing left untranslated.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../app/i18n/languages.ts';
import { root } from './planted.ts';

type Texts = Record<string, string>;

function flatten(value: unknown, prefix: string, into: Texts): Texts {
  if (typeof value === 'string') into[prefix] = value;
  else if (value !== null && typeof value === 'object') for (const [key, part] of Object.entries(value)) flatten(part, prefix ? `${prefix}.${key}` : key, into);
  else throw new Error(`${prefix} is neither a text nor a group of texts`);
  return into;
}

function textsOf(file: string): Texts {
  return flatten(JSON.parse(readFileSync(path.join(root, file), 'utf8')), '', {});
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, '');
const baseKeys = (texts: Texts) => [...new Set(Object.keys(texts).map(base))].sort();
const placeholders = (text: string) => [...new Set([...text.matchAll(/\{\{\s*-?\s*([\w.]+)|%\{(\w+)\}|<(\d+)[ />]/g)].map((match) => match[1] ?? match[2] ?? `<${match[3]}>`))].sort();

/** Words that are the same in both languages: names, codes, addresses. */
const untranslated = (text: string) => /[A-Za-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}/.test(text);

const nouns = (language: string) => globSync(`app/i18n/locales/${language}/*.json`, { cwd: root }).map((file) => path.basename(file)).sort();

describe('the texts', () => {
  it('come in the same nouns in every language', () => {
    for (const language of LANGUAGES) expect(nouns(language), language).toEqual(nouns('en'));
  });

  for (const noun of nouns('en')) {
    describe(noun, () => {
      const english = textsOf(`app/i18n/locales/en/${noun}`);
      for (const language of LANGUAGES) {
        const texts = textsOf(`app/i18n/locales/${language}/${noun}`);

        it(`${language} has every key and no empty text`, () => {
          expect(baseKeys(texts)).toEqual(baseKeys(english));
          expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
        });

        it(`${language} has every plural form that the language has, where it has one`, () => {
          const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
          const counted = [...new Set(Object.keys(english).filter((key) => PLURAL.test(key)).map(base))];
          expect(counted.flatMap((key) => needed.map((form) => `${key}_${form}`)).filter((key) => texts[key] === undefined)).toEqual([]);
        });

        it(`${language} fills in the same values`, () => {
          const wrong = Object.entries(texts).filter(([key, text]) => {
            const model = english[key] ?? english[`${base(key)}_other`] ?? '';
            // "One order" may leave the number out.
            const optional = /_(zero|one)$/.test(key) ? 'count' : '';
            return placeholders(text).filter((name) => name !== optional).join() !== placeholders(model).filter((name) => name !== optional).join();
          });
          expect(wrong).toEqual([]);
        });

        if (language !== 'en') {
          it(`${language} leaves no sentence in English`, () => {
            expect(Object.entries(texts).filter(([key, text]) => text === english[key] && untranslated(text))).toEqual([]);
          });
        }
      }
    });
  }
});
