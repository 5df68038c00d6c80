// node test/faults/main.ts --seeds A..B [--at-once N | --shards k/n] [--show | --hashes] [--stop-at-first] [--server URL] [--bug NAME]
// node test/faults/main.ts --planted [--seeds A..B] [--most N] [--among NAME,NAME] [--at-once N]; with --most 0 the known seeds alone
// node test/faults/main.ts --processes [--kills N --stops N --workers N --seed S --shoppers N --every MS]
// Ends with one JSON object on standard output; what was found is told on standard error.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CLIENT_ID, CLIENT_SECRET, FORMER_SECRET } from './shopify/identity.ts';
import { isPlanted, registerLoader } from './loader/hooks.ts';
import { plantedBugs } from './planted/all.ts';
import { runPlanted } from './planted/run-planted.ts';
import { runShards } from './run-shards.ts';
import { installAppGlobals, installVirtualDate, liftLimitsOfLibraries } from './clock/app-globals.ts';

if (process.argv.includes('--processes')) await import('./kill-processes/main.ts');

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    shards: { type: 'string', default: '1/1' },
    show: { type: 'boolean', default: false },
    hashes: { type: 'boolean', default: false },
    'stop-at-first': { type: 'boolean', default: false },
    server: { type: 'string' },
    bug: { type: 'string' },
    planted: { type: 'boolean', default: false },
    'at-once': { type: 'string' },
    among: { type: 'string' },
    most: { type: 'string' },
  },
});

if (values.planted) {
  const [from, upTo] = (values.seeds ?? '1..1000').split('..').map(Number);
  const among = values.among?.split(',');
  const results = await runPlanted({
    from: from ?? 1,
    upTo: upTo ?? 1000,
    atOnce: Number(values['at-once'] ?? 2),
    ...(values.server ? { serverUrl: values.server } : {}),
    ...(values.most ? { most: Number(values.most) } : {}),
    ...(among ? { among } : {}),
    onResult: ({ name, foundBy, schedules, seconds }) => void process.stderr.write(`${name}: ${foundBy === null ? `not found in ${schedules}` : `found by seed ${foundBy}`} (${seconds} s)\n`),
  });
  const missed = results.filter(({ foundBy }) => foundBy === null).map(({ name }) => name);
  process.stdout.write(`${JSON.stringify({ planted: results.length, found: results.length - missed.length, missed, foundBy: Object.fromEntries(results.map(({ name, foundBy }) => [name, foundBy])) })}\n`);
  process.exit(missed.length === 0 ? 0 : 1);
}

if (Number(values['at-once'] ?? 1) > 1) {
  const { summary, told } = await runShards(values.seeds ?? '1..200', Number(values['at-once']), ...(values.server ? ['--server', values.server] : []));
  process.stderr.write(told);
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exit(0);
}

Object.assign(process.env, {
  PERENNIAL_ENV: 'simulation',
  SHOPIFY_API_KEY: CLIENT_ID,
  SHOPIFY_API_SECRET: CLIENT_SECRET,
  SHOPIFY_API_SECRET_PREVIOUS: FORMER_SECRET,
  SHOPIFY_API_SECRET_PREVIOUS_UNTIL: '2999-01-01T00:00:00Z',
  SHOPIFY_APP_URL: 'https://app.test',
  ENCRYPTION_KEYS: 'test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  SIMULATED_STORE_URL: 'http://store.faults',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
});

const network: { fetch: typeof fetch | null } = { fetch: null };
const bug = values.bug === undefined ? null : plantedBugs.find(({ name }) => name === values.bug);
if (bug === undefined) throw new Error(`There is no planted bug ${values.bug}.`);
registerLoader(bug);
installAppGlobals((input, init) => {
  if (!network.fetch) throw new Error('A request after the end of its schedule.');
  return network.fetch(input, init);
});
installVirtualDate();
liftLimitsOfLibraries();

const { installDatabaseSteps } = await import('./database/database-steps.ts');
const { installPoolFault } = await import('./workload/process.ts');
installDatabaseSteps();
installPoolFault();
const schedule = await import('./schedule.ts');
Object.defineProperty(network, 'fetch', { get: () => schedule.network.fetch });
const { runSchedules, isFine } = await import('./run-schedules.ts');

/** "1..200", or "3,17,40..50". */
function* seedsOf(ranges: string, shards: string): Generator<number> {
  const [shard, of] = shards.split('/').map(Number);
  let place = 0;
  for (const range of ranges.split(',')) {
    const [from, to] = range.split('..').map(Number);
    if (from === undefined || shard === undefined || of === undefined || Number.isNaN(from)) throw new Error('Say --seeds A..B and --shards k/n.');
    for (let seed = from; seed <= (to ?? from); seed += 1) if (place++ % of === shard - 1) yield seed;
  }
}

const summary = await runSchedules({
  seeds: seedsOf(values.seeds ?? '1..200', values.shards),
  ...(values.server ? { serverUrl: values.server } : {}),
  onVerdict(verdict) {
    if (values.show) process.stderr.write(`${verdict.history.join('\n')}\n`);
    if (values.show || values.hashes) process.stderr.write(`${verdict.seed} ${verdict.historyHash} ${verdict.steps} steps\n`);
    if (!isFine(verdict)) {
      process.stderr.write(`seed ${verdict.seed}\n`);
      for (const name of ['lost', 'doubled', 'unexpected', 'unsettled'] as const) for (const line of verdict[name]) process.stderr.write(`  ${name}: ${line}\n`);
      if (values['stop-at-first']) return false;
    }
    return true;
  },
});
if (bug && !isPlanted()) throw new Error(`The planted bug "${bug.name}" lies in app/${bug.file}, which nothing loads.`);
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exit(0);
