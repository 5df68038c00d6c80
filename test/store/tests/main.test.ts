// The store from the command line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { realData } from '../../support/real-data.ts';

const main = path.resolve(import.meta.dirname, '../main.ts');

async function start(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const up = new Promise<void>((resolve) => child.stdout.on('data', (chunk: Buffer) => ((out += chunk.toString()), out.includes('\n') && resolve())));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  await Promise.race([up, exited]);
  return { child, exited, out: () => out, err: () => err };
}

describe('node test/store/main.ts', () => {
  test('prints one JSON line, answers any GraphQL client, and ends on SIGTERM', async () => {
    const { child, exited, out } = await start('--shoppers', '30', '--seed', '5');
    const told = JSON.parse(out()) as Record<string, string>;
    expect(Object.keys(told)).toEqual(['origin', 'shop', 'accessToken', 'adminUrl', 'storefrontUrl']);
    const response = await fetch(`${told.origin}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': told.accessToken ?? '' },
      body: JSON.stringify({ query: '{ shop { myshopifyDomain } }' }),
    });
    expect(await response.json()).toMatchObject({ data: { shop: { myshopifyDomain: told.shop } } });
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    expect(out().trimEnd().split('\n')).toHaveLength(1);
  });

  test('a wrong argument is told on standard error', async () => {
    const { exited, out, err } = await start('--port', 'many');
    expect((await exited)[0]).toBe(1);
    expect(out()).toBe('');
    expect(err()).toContain('--port must be a whole number');
  });

  const cdnow = realData('cdnow/CDNOW_sample.txt');
  test.skipIf(!cdnow)('takes a file of real orders', async () => {
    const { child, exited, out } = await start('--orders', cdnow ?? '');
    const { origin } = JSON.parse(out()) as { origin: string };
    expect(await (await fetch(`${origin}/_store`)).json()).toMatchObject({ customers: 2357, orders: 6919 });
    child.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
  });
});
