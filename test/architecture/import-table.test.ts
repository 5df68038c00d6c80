// The import table of the design, broken on purpose: each forbidden import is reported, each allowed one is not.
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, rulesBrokenIn } from './planted.ts';

const folders = ['domain', 'records', 'queue', 'shopify', 'sync', 'scoring', 'campaigns', 'write-back', 'ui', 'i18n', 'routes'] as const;
type Folder = (typeof folders)[number];

const stage: readonly string[] = ['domain', 'records', 'shopify', 'queue', 'config', 'log'];

/** As the design has it; a folder may always import itself. `records/db` and `records/encryption` stand for one file of records. */
const may: Record<Folder, readonly string[]> = {
  domain: [],
  records: ['domain', 'config', 'log'],
  queue: ['domain', 'config', 'records/db', 'log'],
  shopify: ['domain', 'config', 'records/db', 'records/encryption', 'log'],
  sync: stage,
  scoring: stage,
  campaigns: stage,
  'write-back': stage,
  ui: ['domain types', 'i18n'],
  i18n: ['config', 'log'],
  routes: ['domain', 'records', 'queue', 'shopify', 'sync', 'scoring', 'campaigns', 'write-back', 'ui', 'i18n', 'config', 'log'],
};

function anyFileOf(folder: string): string {
  const [file] = globSync(`app/${folder}/**/*.{ts,tsx}`, { cwd: root }).filter((name) => !name.includes('generated')).sort();
  if (!file) throw new Error(`app/${folder} has no file`);
  return file;
}

const targets: Record<string, string> = {
  ...Object.fromEntries(folders.map((folder) => [folder, anyFileOf(folder)])),
  records: 'app/records/shops.ts',
  'records/db': 'app/records/db.ts',
  'records/encryption': 'app/records/encryption.ts',
  config: 'app/config.server.ts',
  log: 'app/log.server.ts',
  worker: 'app/worker.ts',
  test: 'test/support/database.ts',
};

function allowed(from: Folder, target: string): boolean {
  if (target === from || may[from].includes(target)) return true;
  return target.startsWith('records/') && (from === 'records' || may[from].includes('records'));
}

function importOf(target: string, from: Folder, kind: 'value' | 'type' = 'value'): { file: string; code: string } {
  const file = `app/${from}/planted.${from === 'ui' || from === 'routes' ? 'tsx' : 'ts'}`;
  const to = path.relative(path.dirname(file), targets[target] ?? target);
  const specifier = to.startsWith('.') ? to : `./${to}`;
  return { file, code: kind === 'type' ? `import type * as planted from '${specifier}';\nexport type Planted = typeof planted;\n` : `import * as planted from '${specifier}';\nexport { planted };\n` };
}

describe('the import table', () => {
  it('has a file to import for every target', () => {
    for (const file of Object.values(targets)) expect(existsSync(path.join(root, file)), file).toBe(true);
  });

  for (const from of folders) {
    for (const target of Object.keys(targets)) {
      const isAllowed = allowed(from, target);
      it(`${from} ${isAllowed ? 'may' : 'may not'} import ${target}`, async () => {
        const { file, code } = importOf(target, from);
        const broken = await rulesBrokenIn(file, code);
        if (isAllowed) expect(broken).toEqual([]);
        else expect(broken).toContain('boundaries/element-types');
      });
    }
  }

  it('lets ui know the types of the domain, not its rules', async () => {
    const types = importOf('domain', 'ui', 'type');
    expect(await rulesBrokenIn(types.file, types.code)).toEqual([]);
  });

  it('sees a dynamic import, and what is exported from elsewhere', async () => {
    expect(await rulesBrokenIn('app/sync/planted.ts', `export const planted = () => import('../scoring/score-shop.ts');\n`)).toContain('boundaries/element-types');
    expect(await rulesBrokenIn('app/sync/planted.ts', `export * from '../scoring/score-shop.ts';\n`)).toContain('boundaries/element-types');
  });

  it('refuses every package and every module of the runtime in the domain', async () => {
    for (const name of ['node:fs', 'fs', 'luxon', '@prisma/client', 'pg/lib/index.js', 'node:fs/promises']) {
      expect(await rulesBrokenIn('app/domain/planted.ts', `import * as planted from '${name}';\nexport { planted };\n`), name).toContain('boundaries/external');
      expect(await rulesBrokenIn('app/domain/planted.ts', `import type * as planted from '${name}';\nexport type Planted = typeof planted;\n`), name).toContain('boundaries/external');
    }
    expect(await rulesBrokenIn('app/records/planted.ts', `import * as planted from 'luxon';\nexport { planted };\n`)).toEqual([]);
  });

  it('lets a test import everything', async () => {
    for (const file of Object.values(targets)) {
      const specifier = path.relative('test/support', file);
      const code = `import * as planted from '${specifier.startsWith('.') ? specifier : `./${specifier}`}';\nexport { planted };\n`;
      expect(await rulesBrokenIn('test/support/planted.ts', code), file).toEqual([]);
    }
  });

  it('knows every file of the app', async () => {
    expect(await rulesBrokenIn('app/helpers/planted.ts', 'export const planted = 1;\n')).toContain('boundaries/no-unknown-files');
  });
});
