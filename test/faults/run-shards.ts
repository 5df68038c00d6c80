// The same seeds in several processes, one for each core: each has a database and modules of its own, so a schedule is the same there.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { KINDS } from './kinds/kinds.ts';
import type { Summary } from './run-schedules.ts';

const MAIN = path.resolve(import.meta.dirname, 'main.ts');

export interface Told {
  readonly summary: Summary;
  /** What was found, for people. */
  readonly told: string;
}

/** @param args as for main.ts. */
export function runInProcess(...args: string[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LOG_LEVEL: 'silent' } });
    let out = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve({ summary: JSON.parse(out.trim().split('\n').at(-1) ?? '') as Summary, told }) : reject(new Error(`The schedules ended with ${code}:\n${told.slice(-3_000)}`))));
  });
}

/** @param seeds "A..B". */
export async function runShards(seeds: string, atOnce: number, ...args: string[]): Promise<Told> {
  const parts = await Promise.all(Array.from({ length: atOnce }, (_, place) => runInProcess('--seeds', seeds, '--shards', `${place + 1}/${atOnce}`, ...args)));
  const total = (of: (summary: Summary) => number) => parts.reduce((sum, { summary }) => sum + of(summary), 0);
  return {
    told: parts.map(({ told }) => told).join(''),
    summary: {
      schedules: total(({ schedules }) => schedules),
      lost: total(({ lost }) => lost),
      doubled: total(({ doubled }) => doubled),
      unexpected: total(({ unexpected }) => unexpected),
      unsettled: total(({ unsettled }) => unsettled),
      firedByKind: Object.fromEntries(KINDS.map((kind) => [kind, total(({ firedByKind }) => firedByKind[kind] ?? 0)])),
      failingSeeds: parts.flatMap(({ summary }) => summary.failingSeeds).sort((a, b) => a - b),
      seconds: Math.max(...parts.map(({ summary }) => summary.seconds)),
    },
  };
}
