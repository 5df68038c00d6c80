// Real processes are killed and PostgreSQL is cut off, again and again, while the app has everything to do; then it is left
// alone, and what has come of it is held against the store.
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../../app/config.server.ts';
import { closeQueue } from '../../../app/queue/boss.ts';
import { closeDatabase } from '../../../app/records/db.ts';
import { appRoleUrl } from '../../../app/records/database/setup-database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { findUnsettled, judge } from './judge.ts';
import { Load } from './load.ts';
import { RecoveryWatch } from './recovery.ts';
import { setStage, type Stage } from './stage.ts';

export interface StormOptions {
  /** SIGKILLs of a worker, each of one among them. */
  readonly kills: number;
  /** Immediate stops of PostgreSQL. With each of them the web process is killed once, at another moment. */
  readonly stops: number;
  readonly seed: number;
  readonly shoppers: number;
  readonly workers: number;
  /** Milliseconds between two kills, on the average. */
  readonly everyMs: number;
}

const SETTLES_WITHIN_MS = 5 * 60_000;
const RECOVERS_WITHIN_SECONDS = 60;
const DRAINS_WITHIN_SECONDS = 25;

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Which blow falls when, from the seed. */
function planBlows({ kills, stops, workers, everyMs }: StormOptions, random: () => number): { waitMs: number; blow: 'worker' | 'web' | 'database'; of: number }[] {
  const spaced = (count: number, blow: 'worker' | 'web' | 'database') => Array.from({ length: count }, (_, n) => ({ at: (n + random()) / count, blow }));
  const blows = [...spaced(kills, 'worker'), ...spaced(stops, 'web'), ...spaced(stops, 'database')].sort((a, b) => a.at - b.at);
  return blows.map(({ blow }) => ({ waitMs: everyMs * (0.5 + random()), blow, of: Math.floor(random() * workers) }));
}

async function strike(stage: Stage, { blow, of }: { blow: 'worker' | 'web' | 'database'; of: number }): Promise<void> {
  if (blow === 'database') await stage.cutDatabase();
  else if (blow === 'web') await stage.web.kill();
  else await stage.workers[of]?.kill();
}

/** A webhook that is only half sent. @returns what sends the rest, and tells the status that came, or null. */
async function beginWebhook({ appUrl, store }: Stage): Promise<() => Promise<number | null>> {
  const body = JSON.stringify({ id: 1 });
  const { port, hostname } = new URL(appUrl);
  const request = httpRequest({ port, host: hostname, method: 'POST', path: '/webhooks/orders', headers: { 'content-length': body.length, 'x-shopify-topic': 'products/update', 'x-shopify-shop-domain': store.shop, 'x-shopify-hmac-sha256': createHmac('sha256', store.clientSecret).update(body).digest('base64') } });
  const status = new Promise<number | null>((resolve) => {
    request.once('response', (answer) => resolve(answer.resume().statusCode ?? null));
    request.once('error', () => resolve(null));
  });
  await new Promise((resolve) => request.write(body.slice(0, 3), resolve));
  await sleep(300);
  return () => {
    request.end(body.slice(3));
    return status;
  };
}

/** Every process is told to end in the middle of its work, as a deployment does. */
async function drain(stage: Stage, watch: RecoveryWatch): Promise<{ seconds: number[]; answered: boolean; bad: string[] }> {
  const finish = await beginWebhook(stage);
  watch.noteBlow('end');
  const ending = [stage.web, ...stage.workers].map((each) => each.replace());
  await sleep(1_000);
  const status = await finish();
  const ended = await Promise.all(ending);
  const bad = ended.flatMap(({ code, signal, seconds }) => (code === 0 && seconds <= DRAINS_WITHIN_SECONDS ? [] : [`a process ended with ${signal ?? code} after ${seconds} s`]));
  return { seconds: ended.map(({ seconds }) => seconds), answered: status === 200, bad: status === 200 ? bad : [...bad, `the request under way was answered ${status}`] };
}

/** Lets the new workers start, and what was killed last come back, so that nothing of it is taken for what follows. */
async function untilCaughtUp(watch: RecoveryWatch): Promise<void> {
  for (const end = performance.now() + RECOVERS_WITHIN_SECONDS * 1_000; watch.isWaiting() && performance.now() < end; ) await sleep(500);
}

async function untilSettled(stage: Stage): Promise<{ seconds: number; unsettled: string[] }> {
  const startedAt = performance.now();
  for (;;) {
    const unsettled = await findUnsettled(stage.owner, stage.store);
    const ms = performance.now() - startedAt;
    if (unsettled.length === 0 || ms > SETTLES_WITHIN_MS) return { seconds: Number((ms / 1000).toFixed(1)), unsettled };
    await sleep(500);
  }
}

function spread(seconds: readonly number[]): { jobs: number; p50: number; p95: number; max: number } {
  const sorted = [...seconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { jobs: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** @returns figures, and what was lost, doubled, left unsettled or slow to recover, in words. */
export async function runStorm(options: StormOptions): Promise<{ fine: boolean; [figure: string]: unknown }> {
  const random = seededRandom(options.seed);
  const stage = await setStage(options.shoppers, options.seed, options.workers);
  try {
    Object.assign(process.env, stage.env);
    await stage.install();
    const { rows } = await stage.owner.query<{ shop_id: string }>('select shop_id::text from shop');
    const shopId = BigInt(rows[0]?.shop_id ?? 0);
    // The first import is begun, and goes on in the storm.
    const load = new Load(stage.store, shopId, random);
    await load.begin(appRoleUrl(stage.ownerUrl, readConfig(stage.env).databaseRolePassword));
    const watch = new RecoveryWatch(stage.owner);
    const count = { worker: 0, web: 0, database: 0 };
    const startedAt = performance.now();
    for (const blow of planBlows(options, random)) {
      await sleep(blow.waitMs);
      watch.noteBlow('kill');
      await strike(stage, blow);
      count[blow.blow] += 1;
      if (blow.blow !== 'worker') say(`${count.worker} workers, ${count.web} times the web process killed, PostgreSQL stopped ${count.database} times`);
    }
    const stormSeconds = Math.round((performance.now() - startedAt) / 1000);
    await untilCaughtUp(watch);
    const drained = await drain(stage, watch);
    const asked = await load.end();
    say(`the storm is over after ${stormSeconds} s; waiting until all is at rest`);
    const settled = await untilSettled(stage);
    await watch.end();
    const verdict = await judge(stage.owner, shopId, stage.store);
    const recoverySeconds = spread(watch.recoveries.filter(({ blow }) => blow === 'kill').map(({ seconds }) => seconds));
    const again = watch.recoveries.filter(({ blow }) => blow === 'end').map(({ job }) => `${job} had to be run again after its process was told to end`);
    const slow = watch.recoveries.filter(({ seconds }) => seconds > RECOVERS_WITHIN_SECONDS).map(({ job, seconds }) => `${job} stood still for ${seconds} s`);
    const complaints = { lost: verdict.lost, doubled: verdict.doubled, unsettled: settled.unsettled, slow, badlyEnded: [...drained.bad, ...again] };
    for (const [kind, lines] of Object.entries(complaints)) for (const line of lines.slice(0, 20)) say(`${kind}: ${line}`);
    return {
      kills: count.worker,
      webKills: count.web,
      stops: count.database,
      seed: options.seed,
      stormSeconds,
      asked,
      webhooksAnswered: verdict.webhooksAnswered,
      intents: verdict.intents,
      codes: verdict.codes,
      tagsWritten: verdict.tagsWritten,
      lost: verdict.lost.length,
      doubled: verdict.doubled.length,
      unsettled: settled.unsettled.length,
      settledAfterSeconds: settled.seconds,
      recoverySeconds,
      drained: { processes: drained.seconds.length, slowestSeconds: Math.max(...drained.seconds), runAgain: again.length, requestUnderWayAnswered: drained.answered },
      fine: Object.values(complaints).every((lines) => lines.length === 0),
    };
  } finally {
    await closeQueue(0);
    await closeDatabase();
    await stage.stop();
  }
}
