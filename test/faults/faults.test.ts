// Forty schedules, each replayable by its seed, and the proof that they would find something. The command for more of them is
// `npm run -s faults -- --seeds A..B`.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { KINDS } from './kinds/kinds.ts';
import { plantedBugs } from './planted/all.ts';
import { runPlanted } from './planted/run-planted.ts';
import type { Summary } from './run-schedules.ts';

const MAIN = path.resolve(import.meta.dirname, 'main.ts');

/** In a process of its own: the schedules need the app's modules loaded their way. */
function run(...args: string[]): Promise<{ out: string; told: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, '--server', inject('ownerUrl'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LOG_LEVEL: 'silent' } });
    let out = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve({ out, told }) : reject(new Error(`The schedules ended with ${code}:\n${told.slice(-3_000)}`))));
  });
}

const summaryOf = (out: string) => JSON.parse(out.trim().split('\n').at(-1) ?? '') as Summary;

describe('schedules of faults', () => {
  it('40 seeds: nothing lost, nothing double, nothing unexpected, everything settled, every kind of fault met', { timeout: 240_000 }, async () => {
    const halves = await Promise.all(['1/2', '2/2'].map((shards) => run('--seeds', '1..40', '--shards', shards)));
    const told = halves.map((half) => half.told).join('');
    const summaries = halves.map(({ out }) => summaryOf(out));
    expect(summaries.flatMap(({ failingSeeds }) => failingSeeds), told).toEqual([]);
    const sum = (name: 'schedules' | 'lost' | 'doubled' | 'unexpected' | 'unsettled') => summaries.reduce((total, summary) => total + summary[name], 0);
    expect({ schedules: sum('schedules'), lost: sum('lost'), doubled: sum('doubled'), unexpected: sum('unexpected'), unsettled: sum('unsettled') }).toEqual({ schedules: 40, lost: 0, doubled: 0, unexpected: 0, unsettled: 0 });
    const unmet = KINDS.filter((kind) => summaries.every(({ firedByKind }) => !firedByKind[kind]));
    expect(unmet).toEqual([]);
  });

  it('6 seeds run twice give the same history, byte for byte', { timeout: 120_000 }, async () => {
    const hashes = async (shards: string) => (await run('--seeds', '301..306', '--shards', shards, '--hashes')).told.split('\n').flatMap((line) => /^\d+ [0-9a-f]{64}(?= )/.exec(line) ?? []);
    // The second time in other company: a schedule does not depend on those before it.
    const [once, odd, even] = await Promise.all([hashes('1/1'), hashes('1/2'), hashes('2/2')]);
    expect(once).toHaveLength(6);
    expect([...odd, ...even].sort()).toEqual([...once].sort());
  });

  it('planted bugs are found, each by a seed that is known to find it', { timeout: 300_000 }, async () => {
    const known = plantedBugs.filter(({ foundBy }) => foundBy !== undefined);
    const results = await runPlanted({ serverUrl: inject('ownerUrl'), atOnce: 2 });
    expect(results.filter(({ foundBy }) => foundBy === null).map(({ name }) => name)).toEqual([]);
    expect(results).toHaveLength(known.length);
  });
});
