// The app blocks of the theme app extensions, on a page of the simulated theme.
import path from 'node:path';
import { escapeHtml } from '../html.ts';
import { blocksOf, liquidFiles, readTranslations, schemaText, splitTemplate, type ThemeBlock, type ThemeExtension, themeExtensions } from './extension.ts';
import { renderLiquid } from './render-liquid.ts';
import { themeObjects, type ThemePage } from './theme-objects.ts';

export interface RenderedBlocks {
  /** Links and scripts, each once. */
  readonly head: string;
  readonly body: string;
}

export function assetsUrl(extension: ThemeExtension): string {
  return `/storefront/extensions/${extension.handle}/assets`;
}

function isOnTemplate({ schema }: ThemeBlock, template: string): boolean {
  const among = (templates: readonly string[] | undefined) => templates?.some((name) => name === '*' || name === template);
  if (schema.enabled_on) return among(schema.enabled_on.templates) ?? false;
  return !among(schema.disabled_on?.templates);
}

/** What a merchant who changed nothing has. */
async function defaultSettings(extension: ThemeExtension, block: ThemeBlock, locale: string): Promise<Record<string, unknown>> {
  const words = await readTranslations(extension, locale, '.schema');
  const settings: Record<string, unknown> = {};
  for (const { id, default: value } of block.schema.settings ?? []) {
    if (id !== undefined) settings[id] = typeof value === 'string' ? schemaText(words, value) : (value ?? null);
  }
  return settings;
}

/** @throws where the block uses what Shopify does not have. */
export async function renderBlock(extension: ThemeExtension, block: ThemeBlock, page: ThemePage): Promise<string> {
  const snippets = await liquidFiles(path.join(extension.folder, 'snippets'));
  const id = `A${block.handle.replaceAll(/[^a-z0-9]/gi, '')}`;
  const attributes = page.designMode ? `data-shopify-editor-block='${JSON.stringify({ id, type: `shopify://apps/${extension.handle}/blocks/${block.handle}` })}'` : '';
  const scope = {
    globals: themeObjects(page),
    locals: {
      block: { id, type: `shopify://apps/${extension.handle}/blocks/${block.handle}`, settings: await defaultSettings(extension, block, page.locale), shopify_attributes: attributes },
      section: { id: 'template--1__apps' },
    },
  };
  const inner = await renderLiquid(block.template, scope, {
    snippets: Object.fromEntries(Object.entries(snippets).map(([name, source]) => [name, splitTemplate(source).template])),
    words: await readTranslations(extension, page.locale),
    locale: page.locale,
    currencyCode: page.state.shop.currencyCode,
    timeZone: page.state.shop.ianaTimezone,
    assetsUrl: assetsUrl(extension),
  });
  const tag = block.schema.tag ?? 'div';
  const styles = block.styles ? `<style>${block.styles}</style>` : '';
  const scripts = block.scripts ? `<script>${block.scripts}</script>` : '';
  return `<${tag} id="shopify-block-${id}" class="${escapeHtml(`shopify-block shopify-app-block ${block.schema.class ?? ''}`.trim())}">${styles}${inner}${scripts}</${tag}>`;
}

/** Every app block that the page's template may have, as if the merchant had placed each once. */
export async function renderBlocks(page: ThemePage): Promise<RenderedBlocks> {
  const head = new Set<string>();
  const body: string[] = [];
  for (const extension of await themeExtensions()) {
    for (const block of await blocksOf(extension)) {
      if (block.target !== 'section' || !isOnTemplate(block, page.template)) continue;
      const assets = assetsUrl(extension);
      if (block.schema.stylesheet) head.add(`<link rel="stylesheet" href="${assets}/${escapeHtml(block.schema.stylesheet)}">`);
      if (block.schema.javascript) head.add(`<script src="${assets}/${escapeHtml(block.schema.javascript)}" defer></script>`);
      body.push(await renderBlock(extension, block, page));
    }
  }
  return { head: [...head].join('\n'), body: body.join('\n') };
}
