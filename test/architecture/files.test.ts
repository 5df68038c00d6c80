// What the tree itself must hold: short files, small folders, names that say what is inside, no console.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './planted.ts';

const sources = globSync(['app/**/*.{ts,tsx,js,css}', 'test/**/*.{ts,tsx,js,mjs}', 'extensions/**/*.{ts,tsx,js,liquid,css}', 'prisma/**/*.{ts,prisma}', '*.{ts,js}'], { cwd: root }).filter((file) => !isGenerated(file));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

function isGenerated(file: string): boolean {
  return /generated|\/node_modules\/|\/dist\/|\/build\//.test(file);
}

describe('the tree', () => {
  it('is there', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('has no file over 400 lines', () => {
    const long = sources.map((file) => ({ file, lines: read(file).split('\n').length - 1 })).filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  it('has no folder over 14 files', () => {
    const exempt = /^app\/routes$|^app\/i18n\/locales\/|^extensions\/[^/]+\/locales$/;
    const perFolder = new Map<string, number>();
    for (const file of globSync(['app/**/*.*', 'test/**/*.*', 'extensions/**/*.*'], { cwd: root })) {
      const folder = path.dirname(file);
      if (!isGenerated(`${folder}/`)) perFolder.set(folder, (perFolder.get(folder) ?? 0) + 1);
    }
    expect([...perFolder].filter(([folder, files]) => files > 14 && !exempt.test(folder))).toEqual([]);
  });

  it('has no folder that could hold anything', () => {
    const named = sources.filter((file) => /(^|\/)(utils?|lib|helpers?|common|misc|shared|docs|scripts)\//.test(file));
    expect(named).toEqual([]);
  });

  it('has no barrel', () => {
    const barrels = sources.filter((file) => /\/index\.tsx?$/.test(file) && /^export \* from/m.test(read(file)));
    expect(barrels).toEqual([]);
  });

  it('names files in kebab case', () => {
    // Remix gives dots, underscores and dollars in app/routes a meaning; Shopify names the files of an extension.
    const odd = sources.filter((file) => !/^(app\/routes|extensions)\//.test(file) && !/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.[a-z]+$/.test(path.basename(file)));
    expect(odd).toEqual([]);
  });

  it('writes nothing to the console in the app', () => {
    const loud = sources.filter((file) => file.startsWith('app/') && /\bconsole\.\w+\(/.test(read(file)));
    expect(loud).toEqual([]);
  });

  it('leaves no note of work undone, no skipped test and no rule switched off', () => {
    const marks = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'eslint-' + 'disable', '@ts-' + 'ignore', '@ts-' + 'nocheck'].map((word) => `\\b${word}\\b`).join('|').replaceAll('\\b@', '@'));
    const skipped = /\b(it|test|describe)\.(skip|only|todo|fails)\b\(/;
    // The rules themselves are planted in the tests of the rules.
    const found = sources.filter((file) => !file.startsWith('test/architecture/') && (marks.test(read(file)) || skipped.test(read(file))));
    expect(found).toEqual([]);
  });

  it('imports with the extension that the runtime needs', () => {
    const bare = sources
      .filter((file) => /^(app|test|prisma)\/.*\.ts$/.test(file))
      .flatMap((file) => [...read(file).matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)].map(([, specifier = '']) => ({ file, specifier })))
      .filter(({ file, specifier }) => !/\.(ts|tsx|json|mjs|js|css)$/.test(specifier.split('?')[0] ?? '') && !file.startsWith('test/architecture/'));
    expect(bare).toEqual([]);
  });
});
