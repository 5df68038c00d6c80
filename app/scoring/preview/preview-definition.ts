// Who would stand elsewhere if the shop's segments were defined otherwise: worked out as a scoring would, and without one.
import type { PurchaseHistory, SegmentDefinition } from '../../domain/glossary.ts';
import { historyOfBuyers } from '../../domain/history/history-of-buyers.ts';
import { previewMovement } from '../../domain/segments/definition/preview-movement.ts';
import { type Movement, movementBetween, type Places, VOCABULARIES } from '../../domain/segments/movement.ts';
import { placesOnDay } from '../../domain/segments/places-on-day.ts';
import { log } from '../../log.server.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import { inShop, inShopBulk, type ShopId } from '../../records/db.ts';
import { readPackedHistory } from '../../records/history/read-packed.ts';
import { readCurrentPlaces } from '../../records/movement/read-places.ts';
import { beginPreview, failPreview, type MovedCustomer, type PreviewedMovement, putMovement } from '../../records/segments/definition-previews.ts';
import { shopDay } from '../../records/shop/shop-calendar.ts';
import { getShopSettings, segmentDefinition } from '../../records/shop-settings.ts';
import { findShopById, requireShopById } from '../../records/shops.ts';

const EXAMPLES = 8;

/** The job. */
export async function previewDefinition({ shopId, previewId }: JobContracts['preview-definition']): Promise<void> {
  const shop = await findShopById(BigInt(shopId));
  if (!shop || shop.uninstalledAt) return;
  const startedAtMs = Date.now();
  try {
    await previewAt(shop.shopId, BigInt(previewId), startedAtMs);
  } catch (error) {
    await failPreview(shop.shopId, BigInt(previewId), error instanceof Error ? error.message : String(error));
    throw error;
  }
  log().info({ shopId, previewId, ms: Date.now() - startedAtMs }, 'definition previewed');
}

/** @param nowMs decides what day it is in the shop, and so which season */
export async function previewAt(shopId: ShopId, previewId: bigint, nowMs: number): Promise<void> {
  const changed = await beginPreview(shopId, previewId);
  if (!changed) return;
  const { preview, movement } = await previewMoves(shopId, segmentDefinition(changed), nowMs);
  await inShop(shopId, async (tx) => {
    await putMovement(tx, shopId, previewId, preview, movement);
    await enqueue(tx, 'preview-tags', { shopId: shopId.toString(), previewId: previewId.toString() });
  });
}

async function previewMoves(shopId: ShopId, changed: SegmentDefinition, nowMs: number): Promise<{ preview: PreviewedMovement; movement: Movement }> {
  const { timeZone } = await requireShopById(shopId);
  const standing = await getShopSettings(shopId);
  const today = shopDay(nowMs, timeZone);
  const now = await inShopBulk(shopId, (connection) => readCurrentPlaces(connection, shopId));
  const packed = await readPackedHistory(shopId, timeZone);
  const historyBy = ({ unpaidAfterDays }: SegmentDefinition) => historyOfBuyers(packed, { unpaidAfterDays, today });
  const history = historyBy(changed);
  const before = changed.unpaidAfterDays === standing.unpaidAfterDays ? history : historyBy(standing);
  const places = placesOfAll(history, changed);
  const movement = movementBetween(now, places);
  return { preview: { customers: history.customerIds.length, vocabularies: previewMovement(movement, placesOfAll(before, standing)), examples: examplesOf(history, movement) }, movement };
}

/** Whoever may be scored is scored, however lately known. */
function placesOfAll(history: PurchaseHistory, definition: SegmentDefinition): Places {
  return placesOnDay(history, definition, new Float64Array(history.customerIds.length));
}

const nameOf = (code: number): string | null => VOCABULARIES.group[code] ?? null;

/** Both lists of customers ascend, so one walk along them is enough. */
function examplesOf({ customerIds, orderStart, orderValueMinor }: PurchaseHistory, movement: Movement): MovedCustomer[] {
  const { from, to } = movement;
  const best: MovedCustomer[] = [];
  let index = 0;
  movement.customerIds.forEach((id, k) => {
    while (index < customerIds.length && customerIds[index]! < id) index += 1;
    if (customerIds[index] !== id || from.group[k] === to.group[k]) return;
    const [start, end] = [orderStart[index]!, orderStart[index + 1]!];
    let valueMinor = 0;
    for (let i = start; i < end; i += 1) valueMinor += orderValueMinor[i]!;
    if (best.length === EXAMPLES && valueMinor <= best[EXAMPLES - 1]!.valueMinor) return;
    best.push({ customerId: id.toString(), from: nameOf(from.group[k]!), to: nameOf(to.group[k]!) ?? '', orders: end - start, valueMinor });
    best.sort((a, b) => b.valueMinor - a.valueMinor);
    best.splice(EXAMPLES);
  });
  return best;
}
