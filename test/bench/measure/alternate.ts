// Ours and its peers in turn, A B A B …, so that a machine whose speed drifts is unkind to both alike.
import { performance } from 'node:perf_hooks';
import { lookAtBackground } from './machine.ts';
import { median } from './median.ts';

/** One run of one contender. */
export interface Run {
  readonly wallMs: number;
  /** User and system, of every process that took part; null where it cannot be known. */
  readonly cpuMs: number | null;
  /** Of the result. All contenders of one comparison must give the same, or their times mean nothing. */
  readonly checksum: string;
}

export interface Contender {
  readonly name: string;
  run(): Run | Promise<Run>;
}

export interface Figure {
  /** Medians. */
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly wallMsMin: number;
  readonly wallMsMax: number;
  readonly runs: number;
}

/** Times work of this very process. */
export async function timed(work: () => string | Promise<string>): Promise<Run> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const checksum = await work();
  const wallMs = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000, checksum };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function figureOf(runs: readonly Run[]): Figure {
  const wall = runs.map(({ wallMs }) => wallMs);
  const cpu = runs.map(({ cpuMs }) => cpuMs).filter((cpuMs) => cpuMs !== null);
  return {
    wallMs: round(median(wall)),
    cpuMs: cpu.length === runs.length ? round(median(cpu)) : null,
    wallMsMin: round(Math.min(...wall)),
    wallMsMax: round(Math.max(...wall)),
    runs: runs.length,
  };
}

/**
 * Runs every contender twice to warm up, then `runs` times in turn. Checksums are compared before any time is read.
 *
 * @returns figures by the contenders' names.
 * @throws where two contenders, or two runs of one, do not come to the same result.
 */
export async function alternate(contenders: readonly Contender[], runs = 5, warmUps = 2): Promise<Record<string, Figure>> {
  const kept = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  let expected: { name: string; checksum: string } | undefined;
  for (let turn = -warmUps; turn < runs; turn += 1) {
    for (const { name, run } of contenders) {
      await lookAtBackground();
      const result = await run();
      expected ??= { name, checksum: result.checksum };
      if (result.checksum !== expected.checksum) throw new Error(`${name} came to ${result.checksum}, but ${expected.name} to ${expected.checksum}`);
      if (turn >= 0) kept.get(name)?.push(result);
    }
  }
  return Object.fromEntries([...kept].map(([name, its]) => [name, figureOf(its)]));
}

export interface Goal {
  readonly name: string;
  readonly measured: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly met: boolean;
}

/** Holds a ratio (or any figure) against what was promised; give one of the two bounds. */
export function goal(name: string, measured: number, bound: { atMost: number } | { atLeast: number }): Goal {
  return { name, measured: Number(measured.toPrecision(4)), ...bound, met: 'atMost' in bound ? measured <= bound.atMost : measured >= bound.atLeast };
}
