// What a run would do, without doing it: for the merchant to see first.
import type { CustomerId } from '../../domain/glossary.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { getShopSettings, type ShopSettings } from '../../records/shop-settings.ts';
import type { PlannedChange, ScoredAs } from '../../records/write-back/tag-plans.ts';
import { POINTS_PER_MUTATION } from './choose-route.ts';
import { planChanges } from './plan-changes.ts';

export interface TagRunPreview {
  readonly customers: number;
  /** Tag → how many customers would get it, or lose it. */
  readonly added: Readonly<Record<string, number>>;
  readonly removed: Readonly<Record<string, number>>;
  /** What it would cost of the shop's budget if sent one by one. */
  readonly points: number;
  /** The first of the changes. */
  readonly sample: readonly PlannedChange[];
}

interface PlanOf {
  /** Left out: the whole shop. */
  readonly customerIds?: readonly CustomerId[];
  readonly sampleSize?: number;
  /** Other tags than those the shop has chosen, and other segments than those its customers are in. */
  readonly choice?: ShopSettings['tags'];
  readonly scoredAs?: ScoredAs;
}

export async function planTagRun(shopId: ShopId, { customerIds, sampleSize = 20, choice, scoredAs }: PlanOf = {}): Promise<TagRunPreview> {
  const tags = choice ?? (await getShopSettings(shopId)).tags;
  const added: Record<string, number> = {};
  const removed: Record<string, number> = {};
  const sample: PlannedChange[] = [];
  let customers = 0;
  let mutations = 0;
  await inShopBulk(shopId, async (connection) => {
    for await (const { changes } of planChanges(connection, shopId, tags, customerIds, scoredAs)) {
      for (const change of changes) {
        customers += 1;
        mutations += Number(change.add.length > 0) + Number(change.remove.length > 0);
        for (const tag of change.add) added[tag] = (added[tag] ?? 0) + 1;
        for (const tag of change.remove) removed[tag] = (removed[tag] ?? 0) + 1;
        if (sample.length < sampleSize) sample.push(change);
      }
    }
  });
  return { customers, added, removed, points: mutations * POINTS_PER_MUTATION, sample };
}
