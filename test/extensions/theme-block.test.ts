// What Shopify refuses at deploy and `theme check` does not see offline.
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readToml, root } from './read-app-toml.ts';

const folder = path.join(root, 'extensions/perennial-theme');
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const files = (pattern: string) => globSync(pattern, { cwd: folder }).sort();

interface Setting {
  type: string;
  id?: string;
  label?: string;
  content?: string;
  default?: unknown;
  options?: { value: string; label: string }[];
}
interface BlockSchema {
  name: string;
  target: string;
  stylesheet: string;
  javascript: string;
  settings: Setting[];
}

function schemaOf(block: string): BlockSchema {
  const [, source = ''] = /{% schema %}([\s\S]*?){% endschema %}/.exec(read(block)) ?? [];
  return JSON.parse(source) as BlockSchema;
}

/** Every text of a locale file by its dotted key. */
function texts(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => texts(inner, key ? `${key}.${name}` : name));
}
const textsOf = (file: string) => new Map(texts(JSON.parse(read(file))));

describe('the theme extension', () => {
  it('holds what Shopify allows', () => {
    const toml = readToml('extensions/perennial-theme/shopify.extension.toml');
    expect(toml).toMatchObject({ type: 'theme', handle: 'perennial-theme', uid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const all = files('**/*').filter((file) => statSync(path.join(folder, file)).isFile());
    expect(all.filter((file) => !/^(shopify\.extension\.toml|(assets|blocks|snippets|locales)\/[^/]+)$/.test(file))).toEqual([]);
    for (const file of files('locales/*')) expect(read(file).length, file).toBeLessThanOrEqual(15_000);
    expect(files('{blocks,snippets}/*').reduce((sum, file) => sum + read(file).length, 0)).toBeLessThanOrEqual(100_000);
  });

  it('asks little of the shopper: at most 10 KB of script and of style', () => {
    for (const file of files('assets/*')) expect(Buffer.byteLength(read(file)), file).toBeLessThanOrEqual(10_000);
  });

  it('never turns data into markup, and calls nobody but the shop', () => {
    const script = read('assets/your-offer.js');
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|https?:\/\/|setInterval/);
    for (const file of files('{blocks,snippets}/*')) expect(read(file), file).not.toMatch(/<script|\bon[a-z]+=|https?:\/\//);
  });

  it('styles nothing of the theme: every selector is its own', () => {
    const style = read('assets/your-offer.css').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const selectors = [...style.matchAll(/([^{}]+)\{/g)].flatMap(([, list = '']) => list.split(/,(?![^(]*\))/)).map((selector) => selector.trim());
    expect(selectors.length).toBeGreaterThan(10);
    expect(selectors.filter((selector) => !selector.startsWith('.perennial-offer'))).toEqual([]);
  });
});

describe.each(files('blocks/*'))('%s', (block) => {
  const schema = schemaOf(block);

  it('has a schema that Shopify accepts', () => {
    expect(['section', 'head', 'body']).toContain(schema.target);
    expect(files('assets/*')).toEqual(expect.arrayContaining([`assets/${schema.stylesheet}`, `assets/${schema.javascript}`]));
    const ids = schema.settings.flatMap(({ id }) => id ?? []);
    expect(ids).toEqual([...new Set(ids)]);
    for (const setting of schema.settings) {
      if (['header', 'paragraph'].includes(setting.type)) expect(setting).toEqual({ type: setting.type, content: expect.any(String) });
      else expect(setting).toMatchObject({ type: expect.stringMatching(/^(text|select|checkbox|color)$/), id: expect.stringMatching(/^[a-z_]+$/), label: expect.any(String) });
      if (setting.options) expect(setting.options.map(({ value }) => value)).toContain(setting.default);
    }
  });

  it('is named and labelled in every language', () => {
    const keys = JSON.stringify(schema).match(/(?<="t:)[^"]+/g) ?? [];
    expect(keys.length).toBeGreaterThan(5);
    for (const locale of files('locales/*.schema.json')) {
      const texts = textsOf(locale);
      expect(keys.filter((key) => !texts.get(key)), locale).toEqual([]);
      expect(texts.get(schema.name.slice(2))?.length, locale).toBeLessThan(25);
      expect(texts.get(schema.name.slice(2)), locale).not.toContain('Perennial');
    }
  });
});

describe('the languages', () => {
  it.each([
    ['storefront', 'locales/en.default.json', 'locales/zh-CN.json'],
    ['theme editor', 'locales/en.default.schema.json', 'locales/zh-CN.schema.json'],
  ])('say the same in the %s, with the same placeholders', (_where, english, chinese) => {
    const placeholders = (text = '') => (text.match(/{{\s*\w+\s*}}/g) ?? []).sort();
    const [en, zh] = [textsOf(english), textsOf(chinese)];
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [key, text] of en) {
      expect(placeholders(zh.get(key)), key).toEqual(placeholders(text));
      expect(text.trim(), key).not.toBe('');
    }
  });

  it('promise nothing and press nobody', () => {
    for (const file of files('locales/*')) expect(read(file), file).not.toMatch(/guarantee|hurry|last chance|only \d+|don't miss|!/i);
  });
});
