import type { OrderLineVersion, OrderVersion } from '../../records/inbound/order-version.ts';
import type { StoredLine, StoredOrder } from '../../records/reconcile/stored-orders.ts';

const FIELDS = [
  'name', 'customerId', 'processedAtMs', 'createdAtMs', 'cancelledAtMs', 'test', 'financialStatus', 'currencyCode', 'grossMinor', 'refundedMinor', 'netMinor',
  'presentmentCurrency', 'presentmentMinor', 'sourceName', 'discountCodes', 'updatedAtMs',
] as const satisfies readonly (keyof StoredOrder & keyof OrderVersion)[];

export type OrderField = (typeof FIELDS)[number] | 'lines';

/** "12.50" and "12.500000" are one price. */
const plain = (decimal: string) => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

function linesDiffer(stored: readonly StoredLine[], lines: readonly OrderLineVersion[]): boolean {
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  if (byId.size !== stored.length) return true;
  return stored.some((line) => {
    const shown = byId.get(line.lineId);
    return !shown || shown.sku !== line.sku || shown.title !== line.title || shown.quantity !== line.quantity || plain(shown.unitPrice) !== plain(line.unitPrice);
  });
}

/**
 * What of a stored order is not as Shopify shows it. Products of lines are left out: no single read brings them.
 *
 * @param lines null where Shopify did not show all of them.
 */
export function compareOrder(stored: StoredOrder, shown: OrderVersion, lines: readonly OrderLineVersion[] | null): OrderField[] {
  const differing: OrderField[] = FIELDS.filter((field) => {
    const [ours, theirs] = [stored[field], shown[field]];
    return Array.isArray(ours) && Array.isArray(theirs) ? ours.join('\n') !== theirs.join('\n') : ours !== theirs;
  });
  if (lines && linesDiffer(stored.lines, lines)) differing.push('lines');
  return differing;
}

/**
 * Shopify moves the orders of a merged customer to the survivor without a word, and so do we when we read them: where the
 * merge is known, that is no drift.
 */
export function isOnlyMerge(stored: StoredOrder, shown: OrderVersion, differing: readonly OrderField[]): boolean {
  return stored.survivorId !== null && stored.survivorId === shown.customerId && differing.every((field) => field === 'customerId' || field === 'updatedAtMs');
}
