// npm run -s bench -- sweep [--size CUSTOMERS]
// So many customers change segment, and Shopify hears of it: tags one by one, tags by the route that arithmetic chooses, and
// metafields. The app's own code on real PostgreSQL against the simulated store with Shopify's leaky bucket on the smallest plan
// (2,000 points, 100 a second), answers 20 to 240 ms after their requests, in virtual time. No peer: the bucket is the measure.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { CLIENT_ID, CLIENT_SECRET } from '../../faults/shopify/identity.ts';
import { openDoor } from '../../faults/shopify/door.ts';
import { openShopify, STORE_ORIGIN } from '../../faults/shopify/shopify-side.ts';
import { STANDARD_BUCKET } from '../../store/graphql/bucket.ts';
import { type Goal, goal } from '../measure/alternate.ts';
import { Meter, type Spent } from './meter.ts';
import { installVirtualTime, whileTimePasses } from './virtual-time.ts';

const CUSTOMERS = 10_000;
const DOMAIN = 'sweep-bench.myshopify.com';
/** Background work leaves so much for clicks: the burst ends there (app/shopify/admin/pacing.ts). */
const LEFT_FOR_CLICKS = 100;

const say = (text: string): boolean => process.stderr.write(`${text}\n`);
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

interface SweepFigures extends Spent {
  readonly customers: number;
  readonly pointsPerCustomer: number;
  /** Points a second over the restore rate, the full bucket of the beginning taken off. Null where that held all. */
  readonly ofRestoreRate: number | null;
}

function figures(customers: number, spent: Spent): SweepFigures {
  const burst = STANDARD_BUCKET.maximumAvailable - LEFT_FOR_CLICKS;
  const ofRestoreRate = spent.points > burst ? rounded((spent.points - burst) / (spent.seconds * STANDARD_BUCKET.restoreRate), 4) : null;
  return { customers, ...spent, pointsPerCustomer: rounded(spent.points / customers, 3), ofRestoreRate };
}

function usesTheBudget(name: string, { ofRestoreRate }: SweepFigures): Goal[] {
  return ofRestoreRate === null ? [] : [goal(`${name}: points a second, of the restore rate`, ofRestoreRate, { atLeast: 0.99 })];
}

export async function run({ size = CUSTOMERS }: { size?: number }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  Object.assign(process.env, {
    PERENNIAL_ENV: 'simulation',
    SHOPIFY_API_KEY: CLIENT_ID,
    SHOPIFY_API_SECRET: CLIENT_SECRET,
    SHOPIFY_APP_URL: 'https://perennial.example.com',
    SIMULATED_STORE_URL: STORE_ORIGIN,
    ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  });
  const door: { open?: typeof fetch } = {};
  const world = installVirtualTime((input, init) => {
    const { open } = door;
    if (!open) throw new Error('The simulated store is not open yet.');
    // Files come as requests, all else as an address.
    return input instanceof Request ? open(input.url, { method: input.method, headers: input.headers, body: input.body, signal: input.signal }) : open(input, init);
  });
  const side = openShopify(world, DOMAIN, 'UTC');
  const meter = new Meter(world);
  door.open = openDoor(side, meter.watch);

  const { setupQueue, openQueue, closeQueue } = await import('../../../app/queue/boss.ts');
  const { startEmbeddedPostgres } = await import('../../../app/records/database/embedded-postgres.ts');
  const { setupDatabase } = await import('../../../app/records/database/setup-database.ts');
  const { openDatabase, closeDatabase } = await import('../../../app/records/db.ts');
  const sweeps = await import('./sweeps.ts');

  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-bench-'));
  // Anybody may look in: PostgreSQL runs as a user of its own where we are root.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres(dataDir);
  try {
    const appUrl = await setupDatabase(postgres.url, 'bench', setupQueue);
    openDatabase(appUrl);
    await openQueue(appUrl, false);
    const owner = new pg.Client({ connectionString: postgres.url });
    await owner.connect();
    try {
      const shopId = await sweeps.prepare(owner, side, size);
      const measured = async (name: string, planned: Promise<() => Promise<number>>): Promise<SweepFigures> => {
        const send = await planned;
        // Each sweep begins with a full bucket.
        world.clock.nowMs += (STANDARD_BUCKET.maximumAvailable / STANDARD_BUCKET.restoreRate) * 1000;
        meter.take();
        const startedAt = performance.now();
        const found = figures(await whileTimePasses(world, send()), meter.take());
        say(`${name}: ${found.customers} customers, ${found.points} points (${found.pointsPerCustomer} each) in ${rounded(found.seconds, 1)} s of Shopify's time, ${found.ofRestoreRate ?? 'no more than the full bucket'}${found.ofRestoreRate === null ? '' : ' of the restore rate'}, ${found.throttled} throttled; ${rounded((performance.now() - startedAt) / 1000, 1)} s here`);
        return found;
      };
      const metafields = await measured('metafields', sweeps.metafields(owner, shopId));
      const tags = await measured('tags, one by one', sweeps.tagsOneByOne(owner, shopId, DOMAIN));
      const tagsAsChosen = await measured('tags, by the chosen route', sweeps.tagsAsChosen(owner, shopId));
      const all = { metafields, tags, tagsAsChosen };
      const goals = [
        goal('customers left out', Object.values(all).reduce((sum, { customers }) => sum + size - customers, 0), { atMost: 0 }),
        goal('answers THROTTLED', Object.values(all).reduce((sum, { throttled }) => sum + throttled, 0), { atMost: 0 }),
        ...usesTheBudget('metafields', metafields),
        ...usesTheBudget('tags one by one', tags),
        goal('metafields: points a changed customer', metafields.pointsPerCustomer, { atMost: 1.4 }),
      ];
      return { ...all, goals };
    } finally {
      await owner.end();
      await closeQueue(0);
      await closeDatabase();
    }
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
