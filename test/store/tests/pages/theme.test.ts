// Liquid as Shopify has it: what it does not have fails here too.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setExtensionsRoot } from '../../pages/theme/extension.ts';
import { renderBlocks } from '../../pages/theme/render-blocks.ts';
import type { ThemePage } from '../../pages/theme/theme-objects.ts';
import { createStore } from '../../store.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'theme-'));
  for (const part of ['blocks', 'snippets', 'locales', 'assets']) mkdirSync(path.join(folder, 'ext', part), { recursive: true });
  writeFileSync(path.join(folder, 'ext/shopify.extension.toml'), 'name = "x"\ntype = "theme"\nhandle = "my-ext"\n');
  writeFileSync(path.join(folder, 'ext/locales/en.default.json'), JSON.stringify({ hello: 'Hello {{ name }}', only: 'English', days: { one: '{{ count }} day', other: '{{ count }} days' } }));
  writeFileSync(path.join(folder, 'ext/locales/zh-CN.json'), JSON.stringify({ hello: '您好 {{ name }}' }));
  writeFileSync(path.join(folder, 'ext/snippets/part.liquid'), '[{{ word }}|{{ block.id }}|{{ shop.currency }}]');
  setExtensionsRoot(folder);
});
afterAll(() => {
  setExtensionsRoot(null);
  rmSync(folder, { recursive: true });
});

function block(template: string, schema: object = {}): void {
  writeFileSync(path.join(folder, 'ext/blocks/b.liquid'), `${template}{% schema %}${JSON.stringify({ name: 'B', target: 'section', ...schema })}{% endschema %}`);
}
const page = (changes: Partial<ThemePage> = {}): ThemePage => ({ state: createStore().defaultShop, customer: null, locale: 'en', designMode: false, path: '/storefront', host: 'shop', template: 'index', ...changes });
const bodyOf = async (template: string, changes: Partial<ThemePage> = {}, schema: object = {}) => {
  block(template, schema);
  return (await renderBlocks(page(changes))).body.replace(/^<div id="shopify-block-Ab" class="shopify-block shopify-app-block">([\s\S]*)<\/div>$/, '$1');
};

describe('app blocks', () => {
  it('have translations, settings, money and snippets that see only what they are given', async () => {
    expect(await bodyOf("{{ 'hello' | t: name: '<b>' }}")).toBe('Hello &lt;b&gt;');
    expect(await bodyOf("{{ 'hello' | t: name: 'A' }} {{ 'only' | t }}", { locale: 'zh-CN' })).toBe('您好 A English');
    expect(await bodyOf("{{ 'days' | t: count: 1 }}, {{ 'days' | t: count: 3 }}")).toBe('1 day, 3 days');
    expect(await bodyOf('{{ block.settings.size }}{{ block.settings.none }}', {}, { settings: [{ id: 'size', type: 'number', default: 7 }, { id: 'none', type: 'text' }] })).toBe('7');
    expect(await bodyOf('{{ 123456 | money }} {{ 100 | money_with_currency }} {{ 100 | money_without_trailing_zeros }}')).toBe('$1,234.56 $1.00 USD $1');
    expect(await bodyOf("{% assign word = 'lost' %}{% render 'part', word: 'given' %}")).toBe('[given||USD]');
    expect(await bodyOf("{{ 'x.css' | asset_url | stylesheet_tag }}")).toBe('<link href="/storefront/extensions/my-ext/assets/x.css" rel="stylesheet" type="text/css" media="all" />');
    expect(await bodyOf('{% doc %} @param {% enddoc %}{{ request.locale.iso_code }}{{ request.design_mode }}')).toBe('enfalse');
  });

  it('bring their stylesheet and script once, and keep to the templates they name', async () => {
    block('x', { stylesheet: 'a.css', javascript: 'a.js', class: 'mine', tag: 'aside', enabled_on: { templates: ['page'] } });
    expect(await renderBlocks(page())).toEqual({ head: '', body: '' });
    expect(await renderBlocks(page({ template: 'page' }))).toEqual({
      head: '<link rel="stylesheet" href="/storefront/extensions/my-ext/assets/a.css">\n<script src="/storefront/extensions/my-ext/assets/a.js" defer></script>',
      body: '<aside id="shopify-block-Ab" class="shopify-block shopify-app-block mine">x</aside>',
    });
  });

  it('fail for what Shopify does not have', async () => {
    await expect(bodyOf('{{ 1 | jsonify }}')).rejects.toThrow('undefined filter: jsonify');
    await expect(bodyOf('{{ "a" | group_by: "b" }}')).rejects.toThrow('undefined filter: group_by');
    await expect(bodyOf("{% layout 'x' %}")).rejects.toThrow('tag "layout" not found');
    await expect(bodyOf("{% include 'part' %}")).rejects.toThrow('tag "include" not found');
    await expect(bodyOf('{% sections %}')).rejects.toThrow('tag "sections" not found');
    await expect(bodyOf("{{ 'missing' | t }}")).rejects.toThrow('translation missing: en.missing');
    await expect(bodyOf("{% render 'nowhere' %}")).rejects.toThrow('nowhere');
    writeFileSync(path.join(folder, 'ext/blocks/b.liquid'), 'no schema');
    await expect(renderBlocks(page())).rejects.toThrow('has no {% schema %}');
  });
});
