// What the tags of a previewed definition would cost (tags of group and stage: an alert's follows when alerts are reviewed), or what
// writing tags now would change.
import type { CustomerId } from '../../domain/glossary.ts';
import { VOCABULARIES } from '../../domain/segments/movement.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { ShopId } from '../../records/db.ts';
import { beginPreview, failPreview, getPreviewedPlaces, putTags } from '../../records/segments/definition-previews.ts';
import { findTagRuns } from '../../records/tag-runs.ts';
import type { ScoredAs } from '../../records/write-back/tag-plans.ts';
import { tagRouteOf } from '../../records/write-back/tag-routes.ts';
import { chooseRoute, POINTS_PER_MUTATION } from './choose-route.ts';
import { planTagRun } from './plan-tag-run.ts';

/** Customers shown of a plan. */
const SAMPLE = 10;

/** The job. */
export async function previewTags(payload: JobContracts['preview-tags']): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const previewId = BigInt(payload.previewId);
  try {
    if (payload.asScored) return await previewNow(shopId, previewId);
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

/** The plan of a run of the whole shop, without one. */
async function previewNow(shopId: ShopId, previewId: bigint): Promise<void> {
  if (!(await beginPreview(shopId, previewId))) return;
  const { customers, points, added, removed, sample } = await planTagRun(shopId, { sampleSize: SAMPLE });
  const tags = [...new Set([...Object.keys(added), ...Object.keys(removed)])].sort();
  const [last] = await findTagRuns(shopId, 1);
  const restoreRate = tagRouteOf(last?.route ?? null)?.restorePointsPerSecond ?? null;
  await putTags(shopId, previewId, {
    customers,
    points,
    added: total(added),
    removed: total(removed),
    plan: {
      byTag: tags.map((tag) => ({ tag, added: added[tag] ?? 0, removed: removed[tag] ?? 0 })),
      sample: sample.map((change) => ({ ...change, customerId: change.customerId.toString() })),
      // Nobody knows what will be in the bucket then: as if nothing were.
      route: chooseRoute({ mutationRoots: points / POINTS_PER_MUTATION, level: null, restoreRate }),
    },
  });
}

const total = (tags: Readonly<Record<string, number>>): number => Object.values(tags).reduce((sum, customers) => sum + customers, 0);
