// What the tags of a previewed definition would cost. Tags of group and stage: an alert's follows when alerts are reviewed.
import type { CustomerId } from '../../domain/glossary.ts';
import { VOCABULARIES } from '../../domain/segments/movement.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import { failPreview, getPreviewedPlaces, putTags } from '../../records/segments/definition-previews.ts';
import type { ScoredAs } from '../../records/write-back/tag-plans.ts';
import { planTagRun } from './plan-tag-run.ts';

/** The job. */
export async function previewTags(payload: JobContracts['preview-tags']): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const previewId = BigInt(payload.previewId);
  try {
    const previewed = await getPreviewedPlaces(shopId, previewId);
    if (!previewed) return;
    const { places, settings } = previewed;
    const placeOf = new Map<CustomerId, number>();
    places.customerIds.forEach((id, place) => placeOf.set(id, place));
    const scoredAs: ScoredAs = (customerId) => {
      const place = placeOf.get(customerId);
      const rfmGroup = place === undefined ? undefined : VOCABULARIES.group[places.to.group[place]!];
      const lifecycleStage = place === undefined ? undefined : VOCABULARIES.stage[places.to.stage[place]!];
      return rfmGroup && lifecycleStage ? { rfmGroup, lifecycleStage, orders: rfmGroup === 'prospects' ? 0 : 1 } : null;
    };
    const { customers, points, added, removed } = await planTagRun(shopId, { sampleSize: 0, choice: settings.tags, scoredAs });
    await putTags(shopId, previewId, { customers, points, added: total(added), removed: total(removed) });
  } catch (error) {
    await failPreview(shopId, previewId, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

const total = (tags: Readonly<Record<string, number>>): number => Object.values(tags).reduce((sum, customers) => sum + customers, 0);
