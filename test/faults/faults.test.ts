// Twenty schedules, each replayable by its seed, and the proof that they would find something. Two hundred run with every change
// (every-change.ts); the command for more of them is `npm run -s faults -- --seeds A..B`.
import { describe, expect, inject, it } from 'vitest';
import { runPlanted } from './planted/run-planted.ts';
import { runInProcess, runShards } from './run-shards.ts';

/** One of the door, one of tokens, one of tags; each is found by one of the first seeds. Which of the first is not the same after every change. */
const EVERYDAY_BUGS = ['former-secret-refused', 'refused-token-is-the-end', 'every-tag-is-ours'];

const server = () => ['--server', inject('ownerUrl')];
const hashesIn = (told: string) => told.split('\n').flatMap((line) => /^\d+ [0-9a-f]{64}(?= )/.exec(line) ?? []);

describe('schedules of faults', () => {
  it('20 seeds: nothing lost, nothing double, nothing unexpected, everything settled; and the same history again, byte for byte, in other company', { timeout: 420_000 }, async () => {
    const { summary, told } = await runShards('1..20', 2, ...server(), '--hashes');
    const { firedByKind: _fired, seconds: _seconds, ...counts } = summary;
    expect(counts, told).toEqual({ schedules: 20, lost: 0, doubled: 0, unexpected: 0, unsettled: 0, failingSeeds: [] });
    const once = hashesIn(told);
    expect(once).toHaveLength(20);
    const again = hashesIn((await runInProcess('--seeds', '20,7,8,3,12,1', '--hashes', ...server())).told);
    expect(again).toHaveLength(6);
    expect(again.filter((hash) => !once.includes(hash))).toEqual([]);
  });

  it('some of the planted bugs are found; all of them are hunted by faults --planted', { timeout: 300_000 }, async () => {
    const results = await runPlanted({ serverUrl: inject('ownerUrl'), from: 1, upTo: 40, among: EVERYDAY_BUGS, alsoWithout: false });
    expect(results.filter(({ foundBy }) => foundBy !== null).map(({ name }) => name).sort()).toEqual([...EVERYDAY_BUGS].sort());
  });
});
