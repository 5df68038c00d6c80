// The theme app extensions of this project, read from their own files.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';

const EXTENSIONS = path.resolve(import.meta.dirname, '../../../../extensions');

export interface ThemeExtension {
  readonly handle: string;
  readonly folder: string;
}

export interface BlockSetting {
  readonly id?: string;
  readonly type: string;
  readonly default?: unknown;
}

/** What a block's {% schema %} says. */
export interface BlockSchema {
  readonly name: string;
  readonly target: string;
  readonly javascript?: string;
  readonly stylesheet?: string;
  readonly class?: string;
  readonly tag?: string;
  readonly settings?: readonly BlockSetting[];
  readonly enabled_on?: { readonly templates?: readonly string[] };
  readonly disabled_on?: { readonly templates?: readonly string[] };
}

export interface ThemeBlock {
  readonly handle: string;
  /** In the extension's default language. */
  readonly name: string;
  readonly target: string;
  readonly schema: BlockSchema;
  /** Without the parts that are no template: schema, stylesheet, javascript, doc. */
  readonly template: string;
  /** What {% stylesheet %} and {% javascript %} hold. */
  readonly styles: string;
  readonly scripts: string;
}

/** A test may point at extensions of its own. */
let root = EXTENSIONS;
export function setExtensionsRoot(folder: string | null): void {
  root = folder ?? EXTENSIONS;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

export async function themeExtensions(): Promise<ThemeExtension[]> {
  if (!(await exists(root))) return [];
  const found: ThemeExtension[] = [];
  for (const name of (await readdir(root)).sort()) {
    const folder = path.join(root, name);
    const toml = path.join(folder, 'shopify.extension.toml');
    if (!(await exists(toml))) continue;
    const settings = parse(await readFile(toml, 'utf8'));
    if (settings['type'] === 'theme') found.push({ handle: typeof settings['handle'] === 'string' ? settings['handle'] : name, folder });
  }
  return found;
}

const verbatim = (tag: string) => new RegExp(`\\{%-?\\s*${tag}\\s*-?%\\}([\\s\\S]*?)\\{%-?\\s*end${tag}\\s*-?%\\}`, 'g');

/** Takes the parts out that Shopify reads, but does not render. */
export function splitTemplate(source: string): { template: string; schema: string; styles: string; scripts: string } {
  const taken = { schema: '', stylesheet: '', javascript: '', doc: '' };
  let template = source;
  for (const tag of ['schema', 'stylesheet', 'javascript', 'doc'] as const) {
    template = template.replace(verbatim(tag), (_, inner: string) => {
      taken[tag] += inner;
      return '';
    });
  }
  return { template, schema: taken.schema, styles: taken.stylesheet, scripts: taken.javascript };
}

export async function liquidFiles(folder: string): Promise<Record<string, string>> {
  if (!(await exists(folder))) return {};
  const names = (await readdir(folder)).filter((name) => name.endsWith('.liquid'));
  const entries = await Promise.all(names.map(async (name) => [name.replace(/\.liquid$/, ''), await readFile(path.join(folder, name), 'utf8')] as const));
  return Object.fromEntries(entries);
}

export type Translations = { readonly [key: string]: string | Translations };

/** @returns the words of a language, beneath them those of the extension's default one. */
export async function readTranslations(extension: ThemeExtension, locale: string, suffix: '' | '.schema' = ''): Promise<Translations[]> {
  const folder = path.join(extension.folder, 'locales');
  if (!(await exists(folder))) return [];
  const names = await readdir(folder);
  const wanted = [`${locale}${suffix}.json`, `${locale}.default${suffix}.json`, ...names.filter((name) => name.endsWith(`.default${suffix}.json`))];
  const found = [...new Set(wanted.filter((name) => names.includes(name)))];
  return Promise.all(found.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Translations));
}

/** @returns null where no language has the key. */
export function translation(words: readonly Translations[], key: string): string | Translations | null {
  for (const language of words) {
    let at: string | Translations | undefined = language;
    for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
    if (at !== undefined) return at;
  }
  return null;
}

/** A schema's text; "t:…" stands for a key of the schema's own translations. */
export function schemaText(words: readonly Translations[], text: string): string {
  if (!text.startsWith('t:')) return text;
  const found = translation(words, text.slice(2));
  if (typeof found !== 'string') throw new Error(`The extension's schema translations have no "${text.slice(2)}".`);
  return found;
}

/** @throws where a block has no schema, or one that is no JSON. */
export async function blocksOf(extension: ThemeExtension): Promise<ThemeBlock[]> {
  const words = await readTranslations(extension, 'en', '.schema');
  const sources = await liquidFiles(path.join(extension.folder, 'blocks'));
  return Object.entries(sources).map(([handle, source]) => {
    const { template, schema: text, styles, scripts } = splitTemplate(source);
    if (text.trim() === '') throw new Error(`The block ${handle} of ${extension.handle} has no {% schema %}.`);
    const schema = JSON.parse(text) as BlockSchema;
    return { handle, name: schemaText(words, schema.name), target: schema.target, schema, template, styles, scripts };
  });
}
