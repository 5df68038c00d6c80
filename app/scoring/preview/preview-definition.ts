// Who would stand elsewhere if the shop's segments were defined otherwise: worked out as a scoring would, and written nowhere.
import type { PurchaseHistory, SegmentDefinition } from '../../domain/glossary.ts';
import { buildPurchaseHistory } from '../../domain/purchase-history.ts';
import { type PreviewedNames, previewMovement } from '../../domain/segments/definition/preview-movement.ts';
import { movementBetween, type Places, type Vocabulary, VOCABULARIES } from '../../domain/segments/movement.ts';
import { placesOnDay } from '../../domain/segments/places-on-day.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { readCurrentPlaces } from '../../records/movement/read-places.ts';
import { readPurchaseOrders } from '../../records/purchase-orders.ts';
import { shopDay } from '../../records/shop/shop-calendar.ts';
import { requireShopById } from '../../records/shops.ts';

const EXAMPLES = 8;

export interface MovedCustomer {
  readonly customerId: string;
  readonly from: string | null;
  readonly to: string;
  readonly orders: number;
  readonly valueMinor: number;
}

export interface DefinitionPreview {
  /** Customers that a scoring would score. */
  readonly customers: number;
  readonly vocabularies: Readonly<Record<Vocabulary, PreviewedNames>>;
  /** Of those who would be in another RFM group, the ones with the highest net value. */
  readonly examples: readonly MovedCustomer[];
}

/**
 * @param nowMs decides what day it is in the shop, and so which season
 * @returns the preview, and where everybody would stand: what their tags would follow
 */
export async function previewDefinition(shopId: ShopId, standing: SegmentDefinition, changed: SegmentDefinition, nowMs: number): Promise<{ preview: DefinitionPreview; places: Places }> {
  const { timeZone } = await requireShopById(shopId);
  const today = shopDay(nowMs, timeZone);
  const now = await inShopBulk(shopId, (connection) => readCurrentPlaces(connection, shopId));
  const read = await readPurchaseOrders(shopId, timeZone);
  const historyBy = ({ unpaidAfterDays }: SegmentDefinition) => buildPurchaseHistory({ ...read, unpaidAfterDays, today });
  const history = historyBy(changed);
  const before = changed.unpaidAfterDays === standing.unpaidAfterDays ? history : historyBy(standing);
  const places = placesOfAll(history, changed);
  return {
    preview: { customers: history.customerIds.length, vocabularies: previewMovement(now, placesOfAll(before, standing), places), examples: examplesOf(history, now, places) },
    places,
  };
}

/** Whoever may be scored is scored, however lately known. */
function placesOfAll(history: PurchaseHistory, definition: SegmentDefinition): Places {
  return placesOnDay(history, definition, new Float64Array(history.customerIds.length));
}

const nameOf = (code: number): string | null => VOCABULARIES.group[code] ?? null;

function examplesOf(history: PurchaseHistory, now: Places, places: Places): MovedCustomer[] {
  const { customerIds, from, to } = movementBetween(now, places);
  const indexOf = new Map(Array.from(history.customerIds, (id, index) => [id, index]));
  const best: MovedCustomer[] = [];
  customerIds.forEach((id, k) => {
    const index = indexOf.get(id);
    if (index === undefined || from.group[k] === to.group[k]) return;
    const [start, end] = [history.orderStart[index]!, history.orderStart[index + 1]!];
    let valueMinor = 0;
    for (let i = start; i < end; i += 1) valueMinor += history.orderValueMinor[i]!;
    if (best.length === EXAMPLES && valueMinor <= best[EXAMPLES - 1]!.valueMinor) return;
    best.push({ customerId: id.toString(), from: nameOf(from.group[k]!), to: nameOf(to.group[k]!) ?? '', orders: end - start, valueMinor });
    best.sort((a, b) => b.valueMinor - a.valueMinor);
    best.splice(EXAMPLES);
  });
  return best;
}
