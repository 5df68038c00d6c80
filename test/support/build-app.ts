// Builds the pages when their sources changed since the last build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

function sourceDigest(): string {
  const hash = createHash('sha256');
  for (const file of [...globSync('app/**/*.{ts,tsx,json,css}', { cwd: root }), 'vite.config.ts', 'package-lock.json'].sort()) {
    hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

/** @throws with the bundler's own words when the build fails. */
export function buildApp(): void {
  const mark = path.join(root, 'build/sources.sha256');
  const digest = sourceDigest();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return;
  process.stderr.write('Building the pages …\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'node_modules/@remix-run/dev/dist/cli.js'), 'vite:build'], { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } });
  if (status !== 0) throw new Error(`The pages could not be built:\n${stdout}\n${stderr}`);
  writeFileSync(mark, digest);
}
