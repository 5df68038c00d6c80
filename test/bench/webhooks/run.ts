// npm run -s bench -- webhooks [--seconds S]
// Webhooks over HTTP to the app as it runs in production: real web process, real worker, PostgreSQL with fsync. 200 a second
// for five minutes and 1,000 a second for thirty seconds, each due at its own time; then as many as 32 connections can carry
// with bodies of 10 KB, in turn with a plain http server that only verifies the HMAC. Sender, servers and PostgreSQL share the
// machine. --seconds shortens the five minutes, and all else in proportion.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeQueue, openQueue } from '../../../app/queue/boss.ts';
import { enqueue } from '../../../app/queue/enqueue.ts';
import { type Goal, goal } from '../measure/alternate.ts';
import { lookAtBackground } from '../measure/machine.ts';
import { median } from '../measure/median.ts';
import { type PeerProcess, startPeer } from '../measure/peer-process.ts';
import { processorMs } from '../measure/processor-time.ts';
import { type Answers, TOO_LATE_MS } from './arrivals.ts';
import type { Load } from './generator.ts';
import { countLost, countOrders, countWaiting, outcomes, untilApplied } from './inbox.ts';
import { customerIds, ordersOf } from './made-webhook.ts';
import { SECRET, surround, type Surroundings } from './surroundings.ts';

const SHOPS = 10;
const FULL_SECONDS = 300;
/** Then something is wrong, or the machine far too slow. */
const MOST_SECONDS_TO_APPLY = 1_800;
const ROUNDS = 3;
const CONNECTIONS = 32;
const BODY_BYTES = 10_240;

const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];
const here = (file: string) => path.join(import.meta.dirname, file);
const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Of one run with 32 connections. */
interface Most {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time a webhook takes in all that serves it, in microseconds; null where it cannot be known. */
  readonly cpuMicros: number | null;
  readonly bad: number;
}

interface Rate extends Omit<Answers, 'others'> {
  readonly unanswered: number;
  readonly lost: number;
  /** Webhooks that waited to be applied when the last one was answered, and seconds until none did. */
  readonly backlogAtEnd: number;
  readonly secondsUntilApplied: number;
  readonly outcomes: Record<string, number>;
  /** Orders in the tables afterwards that are too few or too many. */
  readonly ordersAmiss: number;
}

class Bench {
  private from = 0;
  private readonly around: Surroundings;
  private readonly generator: PeerProcess;

  constructor(around: Surroundings, generator: PeerProcess) {
    this.around = around;
    this.generator = generator;
  }

  private load(run: string, more: Partial<Load> & Pick<Load, 'seconds'>): Load {
    return { port: this.around.port, shops: this.around.shops, secret: SECRET, run, ...more };
  }

  /** So many a second, while the worker applies them. */
  async rate(run: string, perSecond: number, seconds: number): Promise<Rate> {
    const { owner } = this.around;
    const ordersBefore = await countOrders(owner);
    const answers = await this.generator.ask<Answers>(JSON.stringify(this.load(run, { perSecond, seconds, from: this.from })));
    const backlogAtEnd = await countWaiting(owner);
    const secondsUntilApplied = await untilApplied(owner, MOST_SECONDS_TO_APPLY);
    this.from += answers.sent;
    const { others, ...figures } = answers;
    const found = {
      ...figures,
      unanswered: others.length,
      lost: await countLost(owner, run, answers),
      backlogAtEnd,
      secondsUntilApplied,
      outcomes: await outcomes(owner, run),
      ordersAmiss: Math.abs((await countOrders(owner)) - ordersBefore - ordersOf(answers.sent, SHOPS)),
    };
    say(`${run}: ${perSecond}/s for ${seconds} s: p50 ${found.p50Ms} ms, p99 ${found.p99Ms} ms, longest ${found.maxMs} ms, ${found.unanswered} without 2xx, ${found.lost} lost; ${backlogAtEnd} waited at the end, none after ${secondsUntilApplied} s`);
    return found;
  }

  /** @param servers processes that serve. @returns also how many were not answered 2xx, or answered and not kept. */
  async most(run: string, port: number, seconds: number, servers: readonly number[], keeps: boolean): Promise<Most> {
    const cpu = () => servers.reduce((sum, pid) => sum + (processorMs(pid) ?? Number.NaN), 0);
    const before = cpu();
    const answers = await this.generator.ask<Answers>(JSON.stringify(this.load(run, { port, seconds, connections: CONNECTIONS, bodyBytes: BODY_BYTES })));
    const micros = ((cpu() - before) * 1000) / answers.sent;
    const { perSecond, p50Ms, p99Ms } = answers;
    say(`${run}: ${perSecond}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${Math.round(micros)} µs of the processor each`);
    return { perSecond, p50Ms, p99Ms, cpuMicros: Number.isNaN(micros) ? null : micros, bad: answers.others.length + (keeps ? await countLost(this.around.owner, run, answers) : 0) };
  }
}

/** Customers with orders, and a scoring that later events lean on. Also warms up what is measured. */
async function prepare(bench: Bench, { owner }: Surroundings, seconds: number): Promise<void> {
  await bench.rate('warm-up', 200, seconds);
  const { rows } = await owner.query<{ shop_id: string }>('select shop_id::text from shop');
  for (const { shop_id: shopId } of rows) await enqueue(undefined, 'score-shop', { shopId, because: 'bench' });
  while ((await owner.query('select from scoring_run where finished_at is not null')).rows.length < rows.length) await sleep(200);
}

function middle(all: readonly Most[]): Omit<Most, 'bad'> {
  const of = (name: 'perSecond' | 'p50Ms' | 'p99Ms') => median(all.map((each) => each[name]));
  const cpu = all.flatMap(({ cpuMicros }) => cpuMicros ?? []);
  return { perSecond: of('perSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms'), cpuMicros: cpu.length === all.length ? Math.round(median(cpu)) : null };
}

/** Ours and the peer in turn, with no worker beside either. */
async function durable(bench: Bench, { owner, port, pids }: Surroundings, seconds: number): Promise<{ figures: object; ratio: number; lost: number }> {
  const peer = await startPeer(process.execPath, [...NODE_FLAGS, here('plain-server.ts'), SECRET]);
  try {
    const ours: Most[] = [];
    const plain: Most[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      await lookAtBackground();
      const mine = await bench.most(`durable ${round}`, port, seconds, [pids.web, pids.postgres], true);
      await owner.query('truncate webhook_inbox');
      await owner.query('checkpoint');
      const theirs = await bench.most(`plain ${round}`, Number(peer.about['port']), seconds, [Number(peer.about['pid'])], false);
      // The first round warms up.
      if (round >= 0) {
        ours.push(mine);
        plain.push(theirs);
      }
    }
    const ratio = median(ours.map(({ perSecond }, round) => perSecond / (plain[round]?.perSecond ?? Number.NaN)));
    return { figures: { connections: CONNECTIONS, bodyBytes: BODY_BYTES, rounds: ROUNDS, secondsEach: seconds, ours: middle(ours), plainHttpAndHmac: middle(plain), ratio }, ratio, lost: [...ours, ...plain].reduce((sum, { bad }) => sum + bad, 0) };
  } finally {
    peer.end();
  }
}

function goalsOfRate(name: string, { p99Ms, over4500Ms, unanswered, lost, ordersAmiss }: Rate): Goal[] {
  return [
    goal(`${name}: p99 in ms`, p99Ms, { atMost: 500 }),
    goal(`${name}: answered after more than ${TOO_LATE_MS} ms`, over4500Ms, { atMost: 0 }),
    goal(`${name}: not answered 2xx`, unanswered, { atMost: 0 }),
    goal(`${name}: answered and lost`, lost, { atMost: 0 }),
    goal(`${name}: orders too few or too many`, ordersAmiss, { atMost: 0 }),
  ];
}

export async function run({ seconds = FULL_SECONDS }: { seconds?: number }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  const around = await surround(SHOPS, customerIds);
  const generator = await startPeer(process.execPath, [...NODE_FLAGS, here('generator.ts')]);
  await openQueue(around.appUrl, false);
  try {
    const bench = new Bench(around, generator);
    const worker = around.startWorker();
    await prepare(bench, around, Math.min(10, seconds / 5));
    const steady = await bench.rate('steady', 200, seconds);
    const burst = await bench.rate('burst', 1_000, seconds / 10);
    await worker.end();
    const { figures, ratio, lost } = await durable(bench, around, Math.max(2, seconds / 60));
    return {
      shops: SHOPS,
      durability: around.durability,
      steady,
      burst,
      durable: figures,
      goals: [
        ...goalsOfRate('200/s', steady),
        ...goalsOfRate('1,000/s', burst),
        goal('durable: not answered, or answered and lost', lost, { atMost: 0 }),
        goal('durable rate, of plain http + HMAC', ratio, { atLeast: 0.25 }),
      ],
    };
  } finally {
    generator.end();
    await closeQueue(0);
    await around.stop();
  }
}
