// Runs the schedules on the app with one planted bug at a time, each in a process of its own, until a schedule finds it.
import type { Summary } from '../run-schedules.ts';
import { runInProcess } from '../run-shards.ts';
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

/** Runs the seeds, with the bug or without any, until one of them finds something. */
async function runSeeds(seeds: readonly number[], bug: PlantedBug | null, serverUrl: string | undefined): Promise<Summary> {
  const { summary } = await runInProcess('--seeds', seeds.join(','), '--stop-at-first', ...(bug ? ['--bug', bug.name] : []), ...(serverUrl ? ['--server', serverUrl] : []));
  return summary;
}

/** A seed finds the bug where its schedule finds something with the bug, and nothing without. */
async function hunt(bug: PlantedBug, seeds: readonly number[], alsoWithout: boolean, serverUrl: string | undefined): Promise<PlantedResult> {
  let schedules = 0;
  let seconds = 0;
  for (let left = seeds; left.length > 0; ) {
    const summary = await runSeeds(left, bug, serverUrl);
    schedules += summary.schedules;
    seconds += summary.seconds;
    const [foundBy] = summary.failingSeeds;
    if (foundBy === undefined) break;
    const without = alsoWithout ? await runSeeds([foundBy], null, serverUrl) : null;
    seconds += without?.seconds ?? 0;
    if (!without?.failingSeeds.length) return { name: bug.name, foundBy, schedules, seconds: Math.round(seconds) };
    left = left.slice(left.indexOf(foundBy) + 1);
  }
  return { name: bug.name, foundBy: null, schedules, seconds: Math.round(seconds) };
}

export interface PlantedOptions {
  readonly serverUrl?: string;
  /** How far to look. */
  readonly from: number;
  readonly upTo: number;
  /** So many of them, the likeliest first, besides the one that is known; 0: that one alone. */
  readonly most?: number;
  readonly among?: readonly string[];
  /** Left out: a seed that found something is run once more without the bug. False where all of them are run so anyway. */
  readonly alsoWithout?: boolean;
  readonly atOnce?: number;
  readonly onResult?: (result: PlantedResult) => void;
}

/** Begins with the seed that is known to find a bug; the app has changed since, so that it may be another now. */
export async function runPlanted({ serverUrl, from, upTo, most = Infinity, among, alsoWithout = true, atOnce = 2, onResult }: PlantedOptions): Promise<PlantedResult[]> {
  const waiting = plantedBugs.filter(({ name }) => !among || among.includes(name));
  const results: PlantedResult[] = [];
  const lane = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const known = bug.foundBy === undefined ? [] : [bug.foundBy];
      const result = await hunt(bug, [...new Set([...known, ...likelySeeds(bug, from, upTo).slice(0, most)])], alsoWithout, serverUrl);
      onResult?.(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
