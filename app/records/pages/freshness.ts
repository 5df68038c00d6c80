// When the figures of a page were computed, on what, and what has come in since. Printed beside every figure.
import { z } from 'zod';
import { EXCLUSION_RULES, type ExclusionRule } from '../../domain/glossary.ts';
import { inShop, type ShopId, type ShopTx } from '../db.ts';

export interface FullCount {
  readonly runId: string;
  /** The last moment whose orders are in the figures, epoch ms: of the run, or of the last change applied since. */
  readonly asOfMs: number;
  readonly finishedAtMs: number;
  readonly customers: number;
  readonly ordersCounted: number;
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly leftOut: readonly { readonly rule: ExclusionRule; readonly orders: number; readonly grossMinor: number | null }[];
}

export interface Freshness {
  /** The last scoring of the whole shop that ended well; null before the first. */
  readonly fullCount: FullCount | null;
  /** A scoring of the whole shop is under way. */
  readonly running: boolean;
  /** Changes that Shopify has reported and that are not applied yet. */
  readonly changesWaiting: number;
}

// A number where only the orders were counted; an object where their value was too.
const leftOutSchema = z.record(z.string(), z.union([z.number(), z.object({ orders: z.number(), grossMinor: z.number().optional() })]));

function leftOutByRule(json: unknown): FullCount['leftOut'] {
  const byRule = leftOutSchema.parse(json ?? {});
  return EXCLUSION_RULES.flatMap((rule) => {
    const found = byRule[rule];
    if (found === undefined) return [];
    const { orders, grossMinor = null } = typeof found === 'number' ? { orders: found } : found;
    return orders > 0 ? [{ rule, orders, grossMinor }] : [];
  });
}

export async function readFreshness(tx: ShopTx): Promise<Freshness> {
  const done = await tx.scoringRun.findFirst({
    where: { finishedAt: { not: null }, error: null },
    orderBy: { runId: 'desc' },
    select: { runId: true, asOf: true, finishedAt: true, customers: true, ordersCounted: true, grossMinor: true, netMinor: true, ordersLeftOut: true },
  });
  const running = await tx.scoringRun.count({ where: { finishedAt: null, error: null, runId: { gt: done?.runId ?? 0n } } });
  // Between full runs every change is scored within seconds of being applied.
  const lastChange = await tx.webhookInbox.aggregate({ _max: { appliedAt: true } });
  const changesWaiting = await tx.webhookInbox.count({ where: { appliedAt: null } });
  return {
    fullCount: done
      ? {
          runId: String(done.runId),
          asOfMs: Math.max(done.asOf.getTime(), lastChange._max.appliedAt?.getTime() ?? 0),
          finishedAtMs: (done.finishedAt ?? done.asOf).getTime(),
          customers: done.customers,
          ordersCounted: done.ordersCounted,
          grossMinor: Number(done.grossMinor),
          netMinor: Number(done.netMinor),
          leftOut: leftOutByRule(done.ordersLeftOut),
        }
      : null,
    running: running > 0,
    changesWaiting,
  };
}

/** For a page that reads nothing else with it. */
export function readPageFreshness(shopId: ShopId): Promise<Freshness> {
  return inShop(shopId, readFreshness);
}
