// One schedule: one seed, one shop, some minutes of its life with faults, half an hour without, and the verdict.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { receiveWebhook } from '../../app/sync/webhooks/receive.ts';
import { type AppProcess, resetProcessFaults, startProcess } from './workload/process.ts';
import { cutConnections } from './database/database-steps.ts';
import { awaited, dropReadySteps, runWorld } from './clock/steps.ts';
import { setWorld, World } from './clock/world.ts';
import { forgetMemory } from './clock/app-globals.ts';
import { type FaultPlan, lifeOf, planFaults, WARM_PERCENT } from './kinds/plan.ts';
import { watchCodes } from './oracle/codes.ts';
import { foreignTags, notKept, ownerless, resurrected } from './oracle/effects.ts';
import { hearRedactions } from './oracle/redactions.ts';
import { compareRows } from './oracle/rows.ts';
import { findUnsettled } from './oracle/unsettled.ts';
import { JobRunner } from './queue/runner.ts';
import { Deliveries, type Receiver } from './shopify/deliveries.ts';
import { openDoor } from './shopify/door.ts';
import { drawnRequestFaults } from './shopify/request-faults.ts';
import { openShopify, type ShopifySide } from './shopify/shopify-side.ts';
import { isInstalled } from '../store/commerce/app-installation.ts';
import { hireMerchant } from './workload/merchant.ts';
import { type LifeRecord, liveOn, startShopLife, uninstall } from './workload/shop-life.ts';
import { keepShop, restoreShop, type WarmShop } from './workload/warm-shops.ts';

export interface Verdict {
  readonly seed: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly unexpected: readonly string[];
  readonly unsettled: readonly string[];
  readonly fired: ReadonlyMap<string, number>;
  readonly steps: number;
  /** Of the store's ledger and of everything that was noted. */
  readonly historyHash: string;
  readonly history: readonly string[];
}

const MINUTE_MS = 60_000;
/** Faults are over: by then everything has to be settled. */
const SETTLED_WITHIN_MS = 30 * MINUTE_MS;

/** Days on which clocks change, leap days, ends of years, and plain ones. */
const STARTS = ['2026-03-08T06:40:00Z', '2026-11-01T05:40:00Z', '2028-02-28T23:45:00Z', '2028-02-29T23:45:00Z', '2026-12-31T23:50:00Z', '2026-06-15T10:00:00Z', '2027-01-20T03:12:00Z', '2026-10-25T00:45:00Z'];
const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Shanghai', 'Pacific/Auckland'];

/** Where requests of the app go at present; the network itself is put in place once. */
export const network: { fetch: typeof fetch | null } = { fetch: null };

/** A change of clocks, a leap day, a plain day: the days with which warm shops begin. */
const WARM_STARTS = ['2026-03-08T06:40:00Z', '2028-02-28T23:45:00Z', '2026-06-15T10:00:00Z'];
const warmShops = new Map<number, WarmShop>();

/** A shop that is imported and scored, without faults; made when it is first asked for. */
async function warmShop(owner: pg.Client, place: number): Promise<WarmShop> {
  const known = warmShops.get(place);
  if (known) return known;
  const world = new World(-1 - place, Date.parse(WARM_STARTS[place] ?? ''));
  setWorld(world);
  await owner.query(resetTo(1_000));
  const side = openShopify(world, `schedule-warm-${place}.myshopify.com`, world.pick('start', ZONES));
  const record = startShopLife(side);
  const runner = new JobRunner(owner);
  const plan = { chance: () => 0, busyMs: 0 };
  const app = startProcess(runner, plan);
  const deliveries = receiving(owner, side, plan, app, record);
  network.fetch = openDoor(side, drawnRequestFaults(side, plan, { uninstall: () => undefined, replaceTokens: () => undefined }));
  hireMerchant(side, app).signIn();
  const rests = () => deliveries.underWay === 0 && runner.quiet;
  await runWorld(world.nowMs + 2 * MINUTE_MS, runner);
  for (let minute = 0; minute < 20 && !rests(); minute += 1) await runWorld(world.nowMs + MINUTE_MS, runner);
  const warm = await keepShop(owner, side.state, world.nowMs);
  warmShops.set(place, warm);
  await clearAway(owner, world);
  return warm;
}

function receiving(owner: pg.Client, side: ShopifySide, plan: FaultPlan, app: AppProcess, record: LifeRecord): Deliveries {
  const receive: Receiver = async (delivery) => {
    if (!app.up()) return null;
    const answer = await app.run(`webhook ${delivery.topic}`, () => receiveWebhook({ rawBody: delivery.body, headers: new Headers(delivery.headers) })).catch(() => ({ status: 500 }));
    return answer?.status ?? null;
  };
  return new Deliveries(side, plan, hearRedactions(owner, side.state.shop.domain, record, receive));
}

export async function runSchedule(owner: pg.Client, seed: number): Promise<Verdict> {
  const world = new World(seed, 0);
  const warm = world.between('start', 1, 100) <= WARM_PERCENT ? await warmShop(owner, world.between('start', 0, WARM_STARTS.length - 1)) : null;
  setWorld(world);
  resetProcessFaults();
  await owner.query(resetTo(2_000));
  world.clock.nowMs = (warm?.nowMs ?? Date.parse(world.pick('start', STARTS))) + world.between('start', 0, 600_000);
  const domain = warm?.domain ?? `schedule-${seed}.myshopify.com`;
  const side = openShopify(world, domain, world.pick('start', ZONES));
  if (warm) await restoreShop(owner, warm, side.state);
  const record = startShopLife(side, warm === null);
  const codes = watchCodes(side);
  const plan = planFaults(world);
  const runner = new JobRunner(owner);
  const app = startProcess(runner, plan);
  const deliveries = receiving(owner, side, plan, app, record);
  const merchant = hireMerchant(side, app);
  const comeBack = () => world.clock.after(world.between('come back', 5_000, 4 * MINUTE_MS), () => merchant.signIn());
  network.fetch = openDoor(
    side,
    drawnRequestFaults(side, plan, {
      uninstall: () => {
        uninstall(side, record);
        if (world.chance('come back') < 0.8) comeBack();
      },
      replaceTokens: (pair) => merchant.storeTokens(pair),
    }),
  );
  const until = (untilMs: number) => runWorld(untilMs, runner);

  world.faultsOn = true;
  if (!warm) merchant.signIn();
  const startMs = world.nowMs;
  const life = lifeOf(seed);
  const happenings = world.between('life', ...life.happenings);
  for (let each = 0; each < happenings; each += 1) {
    const atMs = Math.floor(world.chance('life') * plan.busyMs);
    world.clock.after(atMs, () => (world.chance('life') < 0.55 ? liveOn(side, record) : merchant.act()));
  }
  if (world.chance('life') < life.uninstalls) world.clock.after(world.between('life', 0, plan.busyMs), () => (uninstall(side, record), world.chance('come back') < 0.8 && comeBack()));
  await until(startMs + plan.busyMs);

  world.faultsOn = false;
  resetProcessFaults();
  world.appOffsetMs = world.databaseOffsetMs = 0;
  const overMs = world.nowMs;
  world.note('the faults are over');
  deliveries.gone.clear();
  deliveries.hurry();
  if (!isInstalled(side.state) && world.chance('come back') < 0.7) merchant.signIn();
  // What no webhook told, the passes of reconciliation bring: one every quarter of an hour, and the daily one, which happens to be
  // due now where something was lost.
  if (deliveries.lost > 0) world.clock.after(2 * MINUTE_MS, () => merchant.compareAll());
  for (let minutes = 1; !world.endless && world.nowMs < overMs + SETTLED_WITHIN_MS; minutes += 2) {
    await until(Math.min(overMs + minutes * MINUTE_MS, overMs + SETTLED_WITHIN_MS));
    if (deliveries.underWay === 0 && runner.quiet && (await isSettled(owner, side, record, runner, deliveries.lost + deliveries.untold + record.merges > 0 || world.fired.has('clock-jump')))) break;
  }

  const { rows } = await owner.query<{ shop_id: string }>('select shop_id::text from shop where domain = $1', [domain]);
  const shopId = rows[0] ? BigInt(rows[0].shop_id) : null;
  const installed = isInstalled(side.state);
  const atRest = await codes.atRest(owner, shopId, merchant.asked, record);
  const lost = [...atRest.lost, ...(installed && shopId ? await compareRows(owner, shopId, side, record) : [])];
  if (installed && !shopId) lost.push('the shop has installed the app and is not known');
  const unexpected = [...atRest.unexpected, ...foreignTags(side), ...(await notKept(owner, shopId, deliveries, record)), ...(shopId ? await resurrected(owner, shopId, record) : []), ...(await ownerless(owner))];
  const unsettled = [...(world.endless ? ['the app works on and on while the clock stands still'] : []), ...(installed && shopId ? await findUnsettled(owner, shopId, runner, record.takenOff) : []), ...deliveries.refused];
  for (const line of [...lost, ...unexpected, ...unsettled, ...atRest.doubled]) world.note(`verdict ${line}`);
  const historyHash = createHash('sha256').update(JSON.stringify(side.store.ledger.entries)).update(world.history.join('\n')).digest('hex');
  await clearAway(owner, world);
  return { seed, lost, doubled: atRest.doubled, unexpected, unsettled, fired: world.fired, steps: world.steps, historyHash, history: world.history };
}

/** @param patient events were lost, or a clock was wrong by which they were put in order: then the rows themselves must be there, brought by reconciliation. */
async function isSettled(owner: pg.Client, side: ShopifySide, record: LifeRecord, runner: JobRunner, patient: boolean): Promise<boolean> {
  const { rows } = await owner.query<{ shop_id: string }>('select shop_id::text from shop where domain = $1', [side.state.shop.domain]);
  const shopId = rows[0] ? BigInt(rows[0].shop_id) : null;
  if (shopId === null || !isInstalled(side.state)) return true;
  if ((await findUnsettled(owner, shopId, runner, record.takenOff)).length > 0) return false;
  return !patient || (await compareRows(owner, shopId, side, record)).length === 0;
}

/** The next schedule finds everything as this one found it. */
async function clearAway(owner: pg.Client, world: World): Promise<void> {
  world.life.dead = true;
  dropReadySteps();
  forgetMemory();
  network.fetch = null;
  // Whoever still waits for a lock, or holds one, is done with.
  await awaited('schedule', async () => {
    const { rows } = await owner.query("select 1 from pg_stat_activity where datname = current_database() and application_name = 'perennial' and state <> 'idle'");
    if (rows.length > 0) await cutConnections();
  });
  setWorld(null);
}

/** Nothing of another schedule, and numbers from the same start. */
const resetTo = (firstNumber: number) => `
  delete from shop where domain like 'schedule-%';
  delete from "order" where shop_id <> 900;
  delete from shop_session where shop_domain like 'schedule-%';
  delete from pgboss.faults_job;
  truncate virtual.gone_with_shop;
  do $$ declare s record; begin
    for s in select format('%I.%I', schemaname, sequencename) as name from pg_sequences where schemaname = 'public' or sequencename = 'faults_job_id_seq' loop
      perform setval(s.name::regclass, ${firstNumber}, false);
    end loop;
  end $$;`;
