// Kill -9 of workers and of the web process, and of the database under them, from the first import on; then everybody is told
// to end in the middle of the work. A short run of `npm run -s faults -- --processes`.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../faults/main.ts');

it('whatever is killed, nothing is lost, nothing is done twice, and all goes on within a minute', { timeout: 420_000 }, async () => {
  const child = spawn(process.execPath, [MAIN, '--processes', '--kills', '3', '--stops', '1', '--workers', '2', '--shoppers', '120', '--seed', '7'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  const found = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
  expect(found, told).toMatchObject({ kills: 3, webKills: 1, stops: 1, lost: 0, doubled: 0, unsettled: 0, fine: true });
  expect(found['webhooksAnswered']).toBeGreaterThan(50);
  expect(found['intents']).toBe(found['codes']);
});
