// Numbers and global ids. Each kind counts on from a start of its own, so that no id of one kind passes for another.
import type { ShopState } from '../model.ts';

const STARTS: Record<string, number> = {
  Customer: 7_000_000_000_000,
  Order: 5_500_000_000_000,
  LineItem: 14_000_000_000_000,
  Product: 8_200_000_000_000,
  ProductVariant: 44_000_000_000_000,
  Refund: 900_000_000_000,
  DiscountCodeNode: 1_400_000_000_000,
  DiscountRedeemCode: 18_000_000_000_000,
  DiscountRedeemCodeBulkCreation: 3_000_000_000,
  Metafield: 30_000_000_000_000,
  Segment: 500_000_000_000,
  BulkOperation: 4_400_000_000_000,
  WebhookSubscription: 1_300_000_000_000,
  OrderTransaction: 6_600_000_000_000,
};

export function nextId(state: ShopState, kind: string): number {
  const id = (state.lastIds.get(kind) ?? STARTS[kind] ?? 1_000_000) + 1;
  state.lastIds.set(kind, id);
  return id;
}

export function gid(kind: string, id: number | string): string {
  return `gid://shopify/${kind}/${id}`;
}

/** @returns null where the text is no global id. The number is cut off at "?" (as in address ids). */
export function parseGid(text: string): { kind: string; id: number; tail: string } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([^?]+)(\?.*)?$/.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { kind: match[1], id: Number(match[2]), tail: match[2] };
}

/** Whole seconds, as Shopify writes instants. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
