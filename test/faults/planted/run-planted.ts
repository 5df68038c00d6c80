// Runs the schedules on the app with one planted bug at a time, each in a process of its own, until a schedule finds it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Summary } from '../run-schedules.ts';
import { plantedBugs } from './all.ts';
import { likelySeeds } from './likely-seeds.ts';
import type { PlantedBug } from './planted-bug.ts';

export interface PlantedResult {
  readonly name: string;
  /** Null where none of the seeds found it. */
  readonly foundBy: number | null;
  readonly schedules: number;
  readonly seconds: number;
}

const MAIN = path.resolve(import.meta.dirname, '../main.ts');

/** Runs the seeds, with the bug or without any, until one of them finds something. */
function runSeeds(seeds: readonly number[], bug: PlantedBug | null, serverUrl: string | undefined): Promise<Summary> {
  const args = [MAIN, '--seeds', seeds.join(','), '--stop-at-first', ...(bug ? ['--bug', bug.name] : []), ...(serverUrl ? ['--server', serverUrl] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-2_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`The schedules ${bug ? `with "${bug.name}" ` : ''}ended with ${code}:\n${told}`));
      resolve(JSON.parse(out.trim().split('\n').at(-1) ?? '') as Summary);
    });
  });
}

/** A seed finds the bug where its schedule finds something with the bug, and nothing without. */
async function hunt(bug: PlantedBug, seeds: readonly number[], serverUrl: string | undefined): Promise<PlantedResult> {
  let schedules = 0;
  let seconds = 0;
  for (let left = seeds; left.length > 0; ) {
    const summary = await runSeeds(left, bug, serverUrl);
    schedules += summary.schedules;
    seconds += summary.seconds;
    const [foundBy] = summary.failingSeeds;
    if (foundBy === undefined) break;
    const without = await runSeeds([foundBy], null, serverUrl);
    seconds += without.seconds;
    if (without.failingSeeds.length === 0) return { name: bug.name, foundBy, schedules, seconds };
    left = left.slice(left.indexOf(foundBy) + 1);
  }
  return { name: bug.name, foundBy: null, schedules, seconds };
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
      const known = bug.foundBy === undefined ? [] : [bug.foundBy];
      const seeds = upTo === undefined ? known : [...new Set([...known.filter((seed) => seed >= from && seed <= upTo), ...likelySeeds(bug, from, upTo)])];
      const result = await hunt(bug, seeds, serverUrl);
      onResult?.(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
