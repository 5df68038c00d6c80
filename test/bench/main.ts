// npm run -s bench -- <name> [--size N] [--seconds S] [--only PART]
// Runs one benchmark beside its peers. Progress goes to standard error; standard output ends with one JSON object:
// { bench, machine, …what the benchmark found (figures, ratios, goals), met }.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Goal } from './measure/alternate.ts';
import { lookAtBackground, machineFacts } from './measure/machine.ts';

interface Bench {
  /** @returns what is printed; `goals` in it decide the exit status. */
  run(options: { size?: number; seconds?: number; only?: string }): Promise<{ goals?: readonly Goal[]; [figure: string]: unknown }>;
}

const benches = readdirSync(import.meta.dirname).filter((name) => existsSync(path.join(import.meta.dirname, name, 'run.ts')));

class UsageError extends Error {}

function readArguments(): { name: string; size: number | undefined; seconds: number | undefined; only: string | undefined } {
  const { values, positionals } = parseArgs({ options: { size: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' } }, allowPositionals: true });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0 || !benches.includes(name)) throw new UsageError(`one of ${benches.join(', ')} has to be named.`);
  const size = values.size === undefined ? undefined : Number(values.size);
  if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) throw new UsageError('--size must be a whole number above 0.');
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds > 0)) throw new UsageError('--seconds must be a number above 0.');
  return { name, size, seconds, only: values.only };
}

async function main(): Promise<void> {
  const { name, size, seconds, only } = readArguments();
  const bench = (await import(`./${name}/run.ts`)) as Bench;
  for (let look = 0; look < 3; look += 1) await lookAtBackground();
  const found = await bench.run({ size, seconds, only });
  const missed = (found.goals ?? []).filter(({ met }) => !met);
  for (const { name: what, measured, atMost, atLeast } of missed) {
    process.stderr.write(`missed: ${what} is ${measured}, promised ${atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`}\n`);
  }
  process.stdout.write(`${JSON.stringify({ bench: name, machine: machineFacts(), ...found, met: missed.length === 0 })}\n`);
  if (missed.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  const asked = error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!asked) throw error;
  process.stderr.write(`${error.message}\nUsage: npm run -s bench -- ${benches.join('|') || 'NAME'} [--size N] [--seconds S] [--only PART]\n`);
  process.exitCode = 1;
}
