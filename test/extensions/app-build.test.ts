// Shopify's own tool builds the app and checks the theme extension, offline. Takes about ten seconds.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readToml, root } from './read-app-toml.ts';
import { runShopifyCli } from './run-cli.ts';

const THEME = 'extensions/perennial-theme';
const THEME_CHECK = ['theme', 'check', '-C', 'theme-check:theme-app-extension', '-o', 'json', '--fail-level', 'error', '--path'];

// In a copy: the tool writes beside the app.
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-build-'));
  for (const name of ['shopify.app.toml', 'shopify.web.toml', 'extensions']) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'perennial', private: true, scripts: { build: 'node built.js' } }));
  // In place of the pages, which the other tests build.
  writeFileSync(path.join(folder, 'built.js'), "require('node:fs').writeFileSync('built', 'yes');");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('shopify app build', () => {
  it('passes and builds the pages', async () => {
    const { code, output } = await runShopifyCli(['app', 'build', '--skip-dependencies-installation'], folder);
    expect(output).toContain('Perennial built!');
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, 'built'), 'utf8')).toBe('yes');
  }, 60_000);

  it('calls scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const { commands } = readToml('shopify.web.toml') as { commands: Record<string, string> };
    for (const command of Object.values(commands)) expect(scripts).toHaveProperty([command.replace('npm run ', '')]);
  });
});

describe('shopify theme check', () => {
  it('finds nothing, not even a warning', async () => {
    const { code, output } = await runShopifyCli([...THEME_CHECK, THEME], folder);
    expect(JSON.parse(output)).toEqual([]);
    expect(code).toBe(0);
  }, 60_000);

  it.each([
    ['an unclosed tag', 'blocks/your-offer.liquid', (source: string) => source.replace('{%- endif -%}', '')],
    ['a text that no language has', 'snippets/perennial-offer-card.liquid', (source: string) => source.replace("'your_offer.why' | t", "'your_offer.wherefore' | t")],
    ['a text that only one language has', 'locales/zh-CN.json', (source: string) => source.replace('"copied":', '"copyed":')],
    ['a style sheet that is not there', 'snippets/perennial-offer-card.liquid', (source: string) => `${source}{{ 'gone.css' | asset_url | stylesheet_tag }}`],
  ])('fails on %s', async (_what, file, spoil) => {
    const broken = path.join(folder, 'broken');
    cpSync(path.join(root, THEME), broken, { recursive: true });
    const source = readFileSync(path.join(broken, file), 'utf8');
    expect(spoil(source)).not.toBe(source);
    writeFileSync(path.join(broken, file), spoil(source));
    const { code, output } = await runShopifyCli([...THEME_CHECK, 'broken'], folder);
    expect(output).toContain(path.basename(file));
    expect(code).toBe(1);
  }, 60_000);
});
