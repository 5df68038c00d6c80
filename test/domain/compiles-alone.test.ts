import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');

function compile(project: string): string {
  try {
    execFileSync(process.execPath, [compiler, '-p', project], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test('the domain compiles alone, without a browser’s types or Node’s', () => {
  expect(compile(path.join(root, 'app/domain/tsconfig.json'))).toBe('');
});

test('and would not with a clock of Node’s, a file or a page in it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'perennial-impure-'));
  try {
    writeFileSync(path.join(folder, 'impure.ts'), "import { readFileSync } from 'node:fs';\nexport const page = document.title + process.pid + readFileSync('x');\n");
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ extends: path.join(root, 'app/domain/tsconfig.json'), include: ['impure.ts'] }));
    const complaints = compile(path.join(folder, 'tsconfig.json'));
    for (const name of ['node:fs', 'document', 'process']) expect(complaints).toContain(name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
