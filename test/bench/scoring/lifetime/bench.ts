// BG/NBD of a million customers: ours, from customers one by one to fitted parameters with standard errors, beside scipy's
// L-BFGS-B from the same customers to the parameters alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PurchaseHistory } from '../../../../app/domain/glossary.ts';
import { fitPurchaseModel } from '../../../../app/domain/lifetime/model.ts';
import { groupPatterns, type CustomerColumns } from '../../../../app/domain/lifetime/purchase-patterns.ts';
import { alternate, goal, timed, type Contender, type Goal, type Run } from '../../measure/alternate.ts';
import { pythonWithScipy } from '../../measure/install-peer.ts';
import { startPeer, type PeerProcess } from '../../measure/peer-process.ts';

/** Scipy's usual tolerances leave parameters this far from the flat optimum, in the logarithm. */
const NEAR = 0.02;

/** Two fits that end near the same optimum have done the same work. */
function whereabouts(parameters: readonly number[], optimum: readonly number[]): string {
  const isThere = parameters.every((value, i) => Math.abs(Math.log(value / optimum[i]!)) < NEAR);
  return isThere ? 'the optimum' : parameters.join(' ');
}

/** x, t_x and T of everybody who bought, in days. */
function columnsOf({ orderStart, orderDay, today }: PurchaseHistory): CustomerColumns {
  const repeats: number[] = [];
  const firstToLast: number[] = [];
  const observed: number[] = [];
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const days = orderDay.subarray(orderStart[i], orderStart[i + 1]);
    if (days.length === 0) continue;
    repeats.push(days.reduce((sum, day, k) => (k > 0 && day !== days[k - 1] ? sum + 1 : sum), 0));
    firstToLast.push(days[days.length - 1]! - days[0]!);
    observed.push(today - days[0]!);
  }
  return { repeats: Uint32Array.from(repeats), firstToLast: Uint32Array.from(firstToLast), observed: Uint32Array.from(observed) };
}

export interface LifetimeBench {
  readonly figures: object;
  readonly goals: readonly Goal[];
}

export async function benchLifetime(history: PurchaseHistory, say: (text: string) => void): Promise<LifetimeBench> {
  const columns = columnsOf(history);
  say(`BG/NBD of ${columns.repeats.length} buyers …`);
  let parameters: number[] = [];
  let optimum: readonly number[] | null = null;
  const ours: Contender = {
    name: 'ours',
    run: () =>
      timed(() => {
        const model = fitPurchaseModel('bg-nbd', groupPatterns(columns), { prior: 'never' });
        parameters = Object.values(model.params) as number[];
        return whereabouts(parameters, optimum ?? parameters);
      }),
  };
  const python = pythonWithScipy();
  if (python === null) return { figures: { ours: await alternate([ours]), scipy: null }, goals: [] };

  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-bench-'));
  const peer = await startPeer(python, [path.join(import.meta.dirname, 'scipy-peer.py')]);
  try {
    const file = path.join(folder, 'triplets');
    writeFileSync(file, Buffer.concat([columns.repeats, columns.firstToLast, columns.observed].map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength))));
    await peer.ask(`load ${file} ${columns.repeats.length}`);
    const best = async (stepDays: number): Promise<number[]> => (await peer.ask<{ params: number[] }>(`optimum ${stepDays}`)).params;
    optimum = await best(1);
    const exact = await alternate([ours, fitted(peer, 'scipy', 1, optimum)]);
    const [weeks] = Object.values(await alternate([fitted(peer, 'scipyWeeks', 7, await best(7))]));
    const value = async (of: readonly number[]): Promise<number> => (await peer.ask<{ value: number }>(`value ${of.join(' ')}`)).value;
    const shortfall = (await value(optimum)) - (await value(parameters));
    const ratio = exact.ours!.wallMs / exact.scipy!.wallMs;
    return {
      figures: { ...exact, scipyWeeks: weeks, parameters, scipyOptimum: optimum, meanLogLikelihoodBelowScipysOptimum: shortfall, peer: peer.about, ratio, ratioToScipyOnWholeWeeks: exact.ours!.wallMs / weeks!.wallMs },
      goals: [goal('BG/NBD fit, wall, over scipy on the same triplets', ratio, { atMost: 0.45 }), goal('mean log-likelihood below the exact optimum', shortfall, { atMost: 1e-9 })],
    };
  } finally {
    peer.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fitted(peer: PeerProcess, name: string, stepDays: number, optimum: readonly number[]): Contender {
  return {
    name,
    run: async () => {
      const { params, ...run } = await peer.ask<Run & { params: number[] }>(`fit ${stepDays}`);
      return { ...run, checksum: whereabouts(params, optimum) };
    },
  };
}
