// One line of a result file is one object; a child names its parent in __parentId and may stand anywhere.
import type { CustomerVersion, OrderLineVersion, OrderVersion } from '../../records/inbound/order-version.ts';
import { numberOfGid } from '../../shopify/gid.ts';
import { orderLineOfNode, type OrderLineNode, type OrderNode, orderOfNode } from '../order-node.ts';
import { ownTagsOf } from '../own-tags.ts';

type OrderFileLine = OrderNode | (OrderLineNode & { readonly __parentId: string });

export type ParsedOrderLine = { readonly order: OrderVersion } | { readonly line: OrderLineVersion };

export function parseOrderFileLine(json: string): ParsedOrderLine {
  const node = JSON.parse(json) as OrderFileLine;
  if ('__parentId' in node) {
    if (!Number.isSafeInteger(node.quantity)) throw new Error(`"${String(node.quantity)}" is no quantity.`);
    return { line: orderLineOfNode(numberOfGid('Order', node.__parentId), node) };
  }
  return { order: orderOfNode(node) };
}

interface CustomerNode {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly numberOfOrders: string | number;
  readonly tags: readonly string[];
  readonly statistics?: { readonly rfmGroup?: string | null } | null;
}

export function parseCustomerFileLine(json: string): CustomerVersion {
  const node = JSON.parse(json) as CustomerNode;
  return {
    customerId: numberOfGid('Customer', node.id),
    createdAtMs: Date.parse(node.createdAt),
    updatedAtMs: Date.parse(node.updatedAt),
    // A string in the API: UnsignedInt64.
    shopifyOrderCount: Number(node.numberOfOrders),
    shopifyRfmGroup: node.statistics?.rfmGroup ?? null,
    ownTags: ownTagsOf(node.tags),
  };
}
