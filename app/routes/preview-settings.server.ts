// What a merchant sees before saving a changed definition: who would move, and what that would cost in tags.
import { VOCABULARIES } from '../domain/segments/movement.ts';
import type { ShopId } from '../records/db.ts';
import { getShopSettings, segmentDefinition, type ShopSettings } from '../records/shop-settings.ts';
import { previewDefinition } from '../scoring/preview/preview-definition.ts';
import { planTagRun } from '../write-back/customer-tags/plan-tag-run.ts';

/** Nothing is written. Tags are those of group and stage; an alert's follows when alerts are reviewed after the scoring. */
export async function previewSettings(shopId: ShopId, changed: ShopSettings, nowMs: number) {
  const standing = await getShopSettings(shopId);
  const { preview, places } = await previewDefinition(shopId, segmentDefinition(standing), segmentDefinition(changed), nowMs);
  const placeOf = new Map(Array.from(places.customerIds, (id, place) => [id, place]));
  const { customers, points, added, removed } = await planTagRun(shopId, {
    sampleSize: 0,
    choice: changed.tags,
    scoredAs(customerId) {
      const place = placeOf.get(customerId);
      if (place === undefined) return null;
      const rfmGroup = VOCABULARIES.group[places.group[place]!]!;
      return { rfmGroup, lifecycleStage: VOCABULARIES.stage[places.stage[place]!]!, orders: rfmGroup === 'prospects' ? 0 : 1 };
    },
  });
  const total = (tags: Readonly<Record<string, number>>) => Object.values(tags).reduce((sum, number) => sum + number, 0);
  return { ...preview, tags: { customers, points, added: total(added), removed: total(removed) }, computedAtMs: nowMs };
}

export type SettingsPreview = Awaited<ReturnType<typeof previewSettings>>;
