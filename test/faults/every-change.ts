// What every change has to pass besides the everyday tests (.ci/run): two hundred schedules, on two cores, in which every kind of
// fault is met. Ends with "N passed, N failed".
import { KINDS } from './kinds/kinds.ts';
import { runShards } from './run-shards.ts';

const { summary, told } = await runShards('1..200', 2);
const unmet = KINDS.filter((kind) => !summary.firedByKind[kind]);
process.stdout.write(told + JSON.stringify(summary) + '\n');
if (unmet.length > 0) process.stdout.write(`never met: ${unmet.join(', ')}\n`);
// The shop that has nothing to do with it is looked at once for all: an effect on it belongs to no seed.
const failed = summary.failingSeeds.length + unmet.length + Number(summary.unexpected > 0 && summary.failingSeeds.length === 0);
process.stdout.write(`${summary.schedules - summary.failingSeeds.length} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
