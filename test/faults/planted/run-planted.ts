// Runs the schedules on the app with one planted bug at a time, each in a process of its own, until a schedule finds it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Summary } from '../run-schedules.ts';
import { plantedBugs } from './all.ts';
import type { PlantedBug } from './planted-bug.ts';

export interface PlantedResult {
  readonly name: string;
  /** Null where none of the seeds found it. */
  readonly foundBy: number | null;
  readonly schedules: number;
  readonly seconds: number;
}

const MAIN = path.resolve(import.meta.dirname, '../main.ts');

/** @param seeds "A..B": a schedule more or less for each until one finds the bug. */
function hunt(bug: PlantedBug, seeds: string, serverUrl: string | undefined): Promise<PlantedResult> {
  const args = [MAIN, '--bug', bug.name, '--seeds', seeds, '--stop-at-first', ...(serverUrl ? ['--server', serverUrl] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-2_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`The schedules with "${bug.name}" ended with ${code}:\n${told}`));
      const summary = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Summary;
      resolve({ name: bug.name, foundBy: summary.failingSeeds[0] ?? null, schedules: summary.schedules, seconds: summary.seconds });
    });
  });
}

export interface PlantedOptions {
  readonly serverUrl?: string;
  /** How far to look; where it is left out, only the seed that is known to find each. */
  readonly upTo?: number;
  readonly from?: number;
  readonly among?: readonly string[];
  readonly atOnce?: number;
  readonly onResult?: (result: PlantedResult) => void;
}

export async function runPlanted({ serverUrl, upTo, from = 1, among, atOnce = 2, onResult }: PlantedOptions): Promise<PlantedResult[]> {
  // Without a range: those of which a finding seed is known.
  const waiting = plantedBugs.filter(({ name, foundBy }) => (!among || among.includes(name)) && (upTo !== undefined || foundBy !== undefined));
  const results: PlantedResult[] = [];
  const lane = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const seeds = upTo === undefined ? String(bug.foundBy) : `${from}..${upTo}`;
      const result = await hunt(bug, seeds, serverUrl);
      onResult?.(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
