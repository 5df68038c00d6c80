import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const FILES = ['admin.types.d.ts', 'admin.generated.d.ts'];

test('the committed types are those of the operations in the code: run `npm run codegen` when this fails', { timeout: 120_000 }, async () => {
  const output = await mkdtemp(path.join(tmpdir(), 'perennial-codegen-'));
  try {
    const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('@graphql-codegen/cli/package.json')), 'cjs/bin.js');
    await run(process.execPath, [cli, '--config', '.graphqlrc.ts'], { cwd: root, env: { ...process.env, CODEGEN_OUTPUT: output } });
    for (const file of FILES) {
      const [made, committed] = await Promise.all([readFile(path.join(output, file), 'utf8'), readFile(path.join(root, 'app/shopify/generated', file), 'utf8')]);
      expect(committed, file).toBe(made);
    }
  } finally {
    await rm(output, { recursive: true, force: true });
  }
});
