// Twenty schedules, each replayable by its seed, and the proof that they would find something. Two hundred run with every change
// (every-change.ts); the command for more of them is `npm run -s faults -- --seeds A..B`.
import { describe, expect, inject, it } from 'vitest';
import { plantedBugs } from './planted/all.ts';
import { runPlanted } from './planted/run-planted.ts';
import { runInProcess, runShards } from './run-shards.ts';

const server = () => ['--server', inject('ownerUrl')];

describe('schedules of faults', () => {
  it('20 seeds: nothing lost, nothing double, nothing unexpected, everything settled', { timeout: 240_000 }, async () => {
    const { summary, told } = await runShards('1..20', 2, ...server());
    const { firedByKind: _fired, seconds: _seconds, ...counts } = summary;
    expect(counts, told).toEqual({ schedules: 20, lost: 0, doubled: 0, unexpected: 0, unsettled: 0, failingSeeds: [] });
  });

  it('6 seeds run twice give the same history, byte for byte', { timeout: 120_000 }, async () => {
    const hashes = async (shards: string) => (await runInProcess('--seeds', '301..306', '--shards', shards, '--hashes', ...server())).told.split('\n').flatMap((line) => /^\d+ [0-9a-f]{64}(?= )/.exec(line) ?? []);
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
