import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../app/config.server.ts';
import { root } from './read-app-toml.ts';

const text = readFileSync(path.join(root, '.env.example'), 'utf8');
const example = { ...parseEnv(text) } as NodeJS.ProcessEnv;

describe('.env.example', () => {
  it('names every variable that the configuration reads, and no other', () => {
    const source = readFileSync(path.join(root, 'app/config.server.ts'), 'utf8');
    const known = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): z/gm)].map(([, name]) => name);
    expect(known.length).toBeGreaterThan(10);
    expect(Object.keys(example).sort()).toEqual(known.sort());
  });

  it('says a sentence about each', () => {
    for (const name of Object.keys(example)) {
      const before = text.slice(0, text.indexOf(`\n${name}=`)).split('\n');
      // PORT stands right below HOST, and one sentence speaks of both.
      expect(before.at(-1)?.startsWith('# ') || name === 'PORT', name).toBe(true);
    }
  });

  it('is a production configuration once the needed values are filled in', () => {
    const needed = { SHOPIFY_API_KEY: 'key', SHOPIFY_API_SECRET: 'secret', ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` };
    expect(() => readConfig(example)).toThrow(/SHOPIFY_API_KEY[\s\S]*SHOPIFY_API_SECRET[\s\S]*ENCRYPTION_KEYS/);
    const config = readConfig({ ...example, ...needed });
    expect(config).toMatchObject({ env: 'production', appUrl: 'https://perennial.example.com', databaseUrl: undefined, previousApiSecret: undefined, simulatedStoreUrl: undefined, logLevel: 'info' });
  });

  it('holds no secret', () => {
    for (const name of ['SHOPIFY_API_KEY', 'SHOPIFY_API_SECRET', 'ENCRYPTION_KEYS', 'SHOPIFY_API_SECRET_PREVIOUS', 'DATABASE_URL']) expect(example[name]).toBe('');
  });
});
