// `npm test`: every check, one after the other, each counted; ends with one line "N passed, N failed".
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '../app/records/database/embedded-postgres.ts';
import { buildApp } from './support/build-app.ts';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, '.data/test-results');

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  name: string;
  run(): Count | Promise<Count>;
}

const bin = (file: string) => path.join(root, 'node_modules', file);

/** One command that either passes or fails. */
function command(name: string, script: string, args: string[]): Step {
  return {
    name,
    run() {
      const { status } = spawnSync(process.execPath, [bin(script), ...args], { cwd: root, stdio: 'inherit' });
      return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
    },
  };
}

/** The same, begun at once beside the steps before it: it works on one core only. What it says is shown in its turn. */
function commandBeside(name: string, script: string, args: string[]): Step {
  const child = spawn(process.execPath, [bin(script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<Count>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }));
  });
  return {
    name,
    async run() {
      const count = await ended;
      process.stdout.write(Buffer.concat(said));
      return count;
    },
  };
}

function vitest(project: string): Step {
  return {
    name: project,
    run() {
      const file = path.join(results, `${project}.json`);
      rmSync(file, { force: true });
      const { status } = spawnSync(process.execPath, [bin('vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], { cwd: root, stdio: 'inherit' });
      if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
      const told = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number; numFailedTestSuites: number };
      // A file that could not even be loaded has no failed test, but it failed.
      const failed = Math.max(told.numFailedTests, status === 0 ? 0 : Math.max(1, told.numFailedTests));
      return { passed: told.numPassedTests, failed, skipped: told.numPendingTests };
    },
  };
}

const lint = commandBeside('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings=0']);
const steps: Step[] = [
  command('types', 'typescript/bin/tsc', ['-p', '.']),
  command('types of the domain alone', 'typescript/bin/tsc', ['-p', 'app/domain']),
  {
    name: 'build',
    run() {
      try {
        buildApp();
        return { passed: 1, failed: 0, skipped: 0 };
      } catch (error) {
        process.stderr.write(`${String(error)}\n`);
        return { passed: 0, failed: 1, skipped: 0 };
      }
    },
  },
  lint,
  vitest('checks'),
  vitest('journeys'),
];

mkdirSync(results, { recursive: true });
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
for (const step of steps) {
  process.stdout.write(`\n── ${step.name} ──\n`);
  const startedAt = performance.now();
  const count = await step.run();
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  summary.push(`${count.failed ? 'FAILED' : 'ok    '} ${step.name}: ${count.passed} passed, ${count.failed} failed in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}
if (process.env['CI']) await (await startEmbeddedPostgres(path.join(root, '.data/test'))).stop();
process.stdout.write(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
