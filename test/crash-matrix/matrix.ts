// Every boundary of a workflow, each with every kind of fault. Boundaries are found by running into them: a new statement or
// request is covered by itself. The whole matrix: CRASH_MATRIX=all vitest run --project checks matrix; it prints its figures.
// CRASH_MATRIX=pairs has each fault of a request followed by each besides; CRASH_KINDS=before,late tries these alone at the steps.
import process from 'node:process';
import { expect } from 'vitest';
import { type Crashes, isDeath, STATEMENT_FAULTS, type Strike } from './crash.ts';
import { keepShop } from './kept-shop.ts';
import { REQUEST_FAULTS, type RequestFault, type RequestFaults } from './request-faults.ts';
import type { Workflow } from './workflow.ts';

const PAIRS = process.env['CRASH_MATRIX'] === 'pairs';
export const WHOLE = PAIRS || process.env['CRASH_MATRIX'] === 'all';

const ASKED_KINDS = process.env['CRASH_KINDS']?.split(',');

/** After these nobody knows whether anything was done. */
const UNKNOWN_EFFECT: readonly RequestFault[] = ['answer-lost', 'late', 'reset'];
const DEATHS: readonly Strike[] = ['before', 'after'];
/** Cells under way at once. */
const AT_ONCE = 8;

/** Counts what was tried. @throws at the end, with all that was violated. */
export class Tally {
  readonly workflow: string;
  readonly violations: string[] = [];
  readonly boundaries: Record<string, number> = {};
  cells = 0;
  /** Of the cells those that left behind what none before them had. */
  states = 0;
  private readonly verdicts = new Map<string, string | null>();

  constructor(workflow: string) {
    this.workflow = workflow;
  }

  /** @param state what the cell has left behind; where another one has left the same, that one's verdict holds. */
  async cell(name: string, run: () => Promise<void>, state = name): Promise<void> {
    this.cells += 1;
    if (!this.verdicts.has(state)) {
      this.states += 1;
      const violation = await run().then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      this.verdicts.set(state, violation);
    }
    const violation = this.verdicts.get(state) ?? null;
    if (violation !== null) this.violations.push(`${name}: ${violation}`);
  }

  expectNone(): void {
    const { workflow, boundaries, cells, states, violations } = this;
    if (WHOLE) process.stdout.write(`${JSON.stringify({ workflow, boundaries, cells, states, violations: violations.length })}\n`);
    expect(violations).toEqual([]);
  }
}

/** The name of the cell where one shop serves for all. */
const KEPT = 'kept';

/** The place and the kind of what went wrong. */
export const cellName = (when: Strike, step: number) => `${when}:${step}`;

interface Deaths {
  /** Left out: all in the whole matrix, else death alone. */
  readonly kinds?: readonly Strike[];
  /** Every how manyth place, where it is not the whole matrix. */
  readonly stride?: number;
  /** Left out: every statement in the whole matrix, else those alone that others can see. */
  readonly counts?: 'all' | 'seen';
}

/** Death, and every fault of a statement, at each place of the workflow; each place that others can see where it is not the whole matrix. */
export async function strikeSteps<Stage>(crashes: Crashes, workflow: Workflow<Stage>, stage: Stage, { kinds = WHOLE ? [...DEATHS, ...STATEMENT_FAULTS] : DEATHS, stride = 1, counts = WHOLE ? 'all' : 'seen' }: Deaths = {}): Promise<Tally> {
  const tally = new Tally(workflow.name);
  if (workflow.shopOf) await workflow.prepare(stage, KEPT);
  const kept = workflow.shopOf ? await keepShop(workflow.shopOf(stage, KEPT)) : null;
  for (const when of kinds.filter((kind) => !ASKED_KINDS || ASKED_KINDS.includes(kind))) {
    let reached = true;
    for (let step = 1; reached; step += WHOLE ? 1 : stride) {
      const name = cellName(when, step);
      const cell = kept ? KEPT : name;
      // What fails here is no violation: there would be nothing to try.
      await (kept ? kept.restore() : workflow.prepare(stage, name));
      crashes.crashAt(step, when, counts);
      const failure = await workflow.act(stage, cell).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      reached = crashes.revive();
      // What was struck may fail; what was not has to come off.
      if (!reached && failure) throw failure.error;
      if (reached) tally.boundaries[when] = (tally.boundaries[when] ?? 0) + 1;
      const recovered = async () => {
        await workflow.recover(stage, cell);
        await workflow.judge(stage, cell);
      };
      await tally.cell(name, recovered, kept ? `${isDeath(when)} ${await kept.describe()}` : name);
    }
  }
  return tally;
}

export interface Cell {
  readonly name: string;
  readonly faults: ReadonlyMap<number, RequestFault>;
}

/** Each kind once, or every how manyth, at one request after the other; the whole matrix has each kind at each request. */
export function sampledCells(requests: number, stride = 1): Cell[] {
  if (WHOLE) return requestCells(requests, false);
  return REQUEST_FAULTS.flatMap((kind, n) => (n % stride === 0 ? [{ name: `${kind}@${(n % requests) + 1}`, faults: new Map([[(n % requests) + 1, kind]]) }] : []));
}

/** Each kind once at each request, and three times running; where pairs are asked for, what may have had its effect, followed by each kind. */
export function requestCells(requests: number, somePairs: boolean): Cell[] {
  const places = Array.from({ length: requests }, (_, place) => place + 1);
  const cell = (...faults: [number, RequestFault][]): Cell => ({ name: faults.map(([place, kind]) => `${kind}@${place}`).join('+'), faults: new Map(faults) });
  const once = places.flatMap((place) => REQUEST_FAULTS.map((kind) => cell([place, kind])));
  const lasting = REQUEST_FAULTS.map((kind) => cell([1, kind], [2, kind], [3, kind]));
  const reach = PAIRS ? places : [1];
  const firsts = PAIRS ? REQUEST_FAULTS : UNKNOWN_EFFECT;
  const two = PAIRS || somePairs ? reach.flatMap((place) => firsts.flatMap((first) => REQUEST_FAULTS.map((second) => cell([place, first], [place + 1, second])))) : [];
  return [...once, ...lasting, ...two];
}

/** @returns how many requests the workflow makes. */
export async function runCell<Stage>(wire: RequestFaults, workflow: Workflow<Stage>, stage: Stage, { name, faults }: Cell): Promise<number> {
  await workflow.prepare(stage, name);
  const requests = await wire.during(faults, async () => {
    await workflow.act(stage, name);
    // A pair may strike the first run and the next one.
    if (faults.size > 1) await workflow.recover(stage, name);
  });
  await workflow.recover(stage, name);
  await workflow.judge(stage, name);
  return requests;
}

export async function strikeRequests<Stage>(wire: RequestFaults, workflow: Workflow<Stage>, stage: Stage, requests: number, cells: readonly Cell[]): Promise<Tally> {
  const tally = new Tally(workflow.name);
  tally.boundaries['requests'] = requests;
  const waiting = [...cells];
  const lane = async () => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const mine = cell;
      await tally.cell(mine.name, async () => void (await runCell(wire, workflow, stage, mine)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return tally;
}
