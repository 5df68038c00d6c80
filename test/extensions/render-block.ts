// The block as a page of a theme would hold it, rendered from its own Liquid.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Hash, Liquid, Tag, type Context, type TagToken, type TopLevelToken } from 'liquidjs';
import { root } from './read-app-toml.ts';

const folder = path.join(root, 'extensions/perennial-theme');

export const asset = (name: string) => readFileSync(path.join(folder, 'assets', name), 'utf8');

/** A tag whose body is for Shopify, not for the page. */
class Silent extends Tag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    while (remaining.length > 0 && (remaining.shift() as TagToken).name !== `end${token.name}`);
  }
  *render(): Generator<unknown, void, unknown> {}
}

/** {% render 'snippet', name: value %} with the arguments as its only variables, and the global objects of the shop. */
class RenderSnippet extends Tag {
  private readonly file: string;
  private readonly hash: Hash;
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    const [, file = '', rest = ''] = /^\s*'([^']+)'\s*(.*)$/s.exec(token.args) ?? [];
    this.file = file;
    this.hash = new Hash(rest);
  }
  *render(context: Context): Generator<unknown, unknown, unknown> {
    const given = (yield this.hash.render(context)) as Record<string, unknown>;
    const source = readFileSync(path.join(folder, 'snippets', `${this.file}.liquid`), 'utf8');
    return this.liquid.parseAndRenderSync(source, { ...(context.environments as object), ...given });
  }
}

function translator(language: string) {
  const texts = JSON.parse(readFileSync(path.join(folder, 'locales', `${language === 'en' ? 'en.default' : language}.json`), 'utf8')) as Record<string, Record<string, string>>;
  return (key: string, ...values: [string, unknown][]): string => {
    const [group = '', name = ''] = key.split('.');
    const text = texts[group]?.[name];
    if (text === undefined) throw new Error(`No text ${key} in ${language}.`);
    return text.replaceAll(/{{\s*(\w+)\s*}}/g, (_whole, word: string) => String(values.find(([given]) => given === word)?.[1]));
  };
}

export interface Visit {
  language?: 'en' | 'zh-CN';
  customer?: { id: number } | null;
  designMode?: boolean;
  rootUrl?: string;
  settings?: Record<string, unknown>;
  /** How many blocks the merchant placed. */
  blocks?: number;
}

export function renderPage({ language = 'en', customer = { id: 5001 }, designMode = false, rootUrl = '/', settings = {}, blocks = 1 }: Visit = {}): string {
  const liquid = new Liquid({ strictFilters: true });
  for (const name of ['schema', 'doc']) liquid.registerTag(name, Silent);
  liquid.registerTag('render', RenderSnippet);
  liquid.registerFilter('t', translator(language));
  const source = readFileSync(path.join(folder, 'blocks/your-offer.liquid'), 'utf8');
  const rendered = Array.from({ length: blocks }, (_none, index) => {
    const block = { id: `b${index}`, settings: { heading: '', text_alignment: 'start', show_expiry: true, text_color: '', background_color: '', ...settings } };
    const html: string = liquid.parseAndRenderSync(source, { block, customer, request: { design_mode: designMode, locale: { iso_code: language } }, routes: { root_url: rootUrl } });
    return `<div class="shopify-app-block perennial-offer-block">${html}</div>`;
  });
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Shop</title><style>${asset('your-offer.css')}</style>
    <script src="/your-offer.js" defer></script></head><body><main><h1>Shop</h1><p id="before">Before</p>${rendered.join('')}<p id="after">After</p></main></body></html>`;
}
