// The demo: Perennial in a simulated Shopify, on this machine alone. `npm run demo -- --help` tells the options.
import path from 'node:path';
import pg from 'pg';
import { makeCodes } from './make-codes.ts';
import { type DemoOptions, readOptions, USAGE } from './options.ts';
import { followProgress } from './progress.ts';
import { makeReport } from './report.ts';
import { type Road, startRoad } from './road.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const root = path.resolve(import.meta.dirname, '../..');

/** Codes that the report makes, for the first alerts of the list, as a merchant's clicks would. */
const REPORT_CODES = 5;
const TIMEOUT_MS = 30 * 60_000;

function storeArgs(options: DemoOptions): string[] {
  if (!options.orders) return ['--shoppers', String(options.shoppers), '--seed', String(options.seed)];
  return ['--orders', path.resolve(options.orders), ...(options.format ? ['--format', options.format] : [])];
}

async function report(road: Road, options: DemoOptions, owner: pg.Pool): Promise<void> {
  const secondsByStage = await followProgress(owner, (progress) => progress.stage === 'done', say, TIMEOUT_MS);
  await makeCodes(road, owner, REPORT_CODES);
  process.stdout.write(`${JSON.stringify(await makeReport(owner, road.store.history, secondsByStage), null, 2)}\n`);
}

/** @returns once the person pressed Ctrl-C, or the process was told to end. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

async function demo(options: DemoOptions): Promise<void> {
  const told = untilTold();
  say('Starting PostgreSQL, the simulated Shopify and Perennial …');
  const road = await startRoad({ dataDir: path.resolve(process.env['DATA_DIR'] ?? path.join(root, '.data/demo')), storeArgs: storeArgs(options), storePort: options.report ? 0 : options.port });
  const owner = new pg.Pool({ connectionString: road.ownerUrl, max: 2 });
  // The server is stopped under the pool at the end.
  owner.on('error', () => undefined);
  try {
    await road.install();
    if (options.report) {
      await Promise.race([report(road, options, owner), told]);
      return;
    }
    process.stdout.write(`\n  Open ${road.store.adminUrl}\n  Stop with Ctrl-C.\n\n`);
    const following = followProgress(owner, (progress) => progress.stage === 'done', say, TIMEOUT_MS).catch((error: unknown) => {
      say(`The import did not end well: ${error instanceof Error ? error.message : String(error)}`);
    });
    await Promise.race([told, following]);
    await told;
    say('Stopping …');
  } finally {
    await owner.end();
    await road.stop();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${USAGE}\n`);
  else await demo(options);
  process.exit(0);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
