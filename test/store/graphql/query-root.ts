// The roots of queries.
import { codeJobsOf } from '../discounts/code-jobs.ts';
import { findCode } from '../discounts/check-code.ts';
import { bulkOperationOf, bulkOperationPage } from '../bulk/read-bulk-operations.ts';
import type { Customer, Discount, Order, Product } from '../model.ts';
import { gid, parseGid } from '../state/ids.ts';
import type { SearchKind } from '../search/search.ts';
import { page, searchAll, searchPage } from './connection.ts';
import { executionError, notImplemented } from './errors.ts';
import { resolversOf, asType, type AdminRequest, type Arguments } from './request.ts';
import { customerCountSearch, customerSearch, customerSorts } from './types/customer.ts';
import { discountSearch, discountSorts } from './types/discount.ts';
import { definitionPage } from './types/metafield.ts';
import { orderSearch, orderSorts, visibleOrder } from './types/order.ts';
import { productSearch, productSorts } from './types/product.ts';
import { segmentSearch } from './types/shop.ts';

type Path = readonly (string | number)[];

/** @throws where the id names something of another kind. */
function idOf(args: Arguments, kind: string): number {
  const parsed = parseGid(String(args.id));
  if (/^\d+$/.test(String(args.id))) return Number(args.id);
  if (parsed?.kind !== kind) throw executionError('RESOURCE_NOT_FOUND', `Invalid id: ${String(args.id)}`);
  return parsed.id;
}

function visibleOrders(request: AdminRequest): Iterable<Order> {
  const all = request.state.orders.values();
  return request.scopes.has('read_all_orders') ? all : [...all].filter((order) => visibleOrder(order, request));
}

function counted<T extends Customer | Order | Product | Discount>(all: Iterable<T>, size: number, args: Arguments, request: AdminRequest, path: Path, kind: SearchKind<T>) {
  const found = args.query ? searchAll(all, args.query, request, path, kind).length : size;
  const limit = args.limit as number | null | undefined;
  return limit != null && found > limit ? { count: limit, precision: 'AT_LEAST' } : { count: found, precision: 'EXACT' };
}

/** The index of discounts lags behind in lists, not in counts (recorded). */
function countedDiscounts(args: Arguments, request: AdminRequest, path: Path) {
  const withoutLag = { ...request, store: Object.assign(Object.create(request.store) as typeof request.store, { asSearched: <T>(_state: unknown, thing: T) => thing }) };
  return counted(request.state.discounts.values(), request.state.discounts.size, args, withoutLag, path, discountSearch);
}

function nodeOf(id: string, request: AdminRequest): object | null {
  const { state } = request;
  const parsed = parseGid(id);
  if (!parsed) throw executionError('RESOURCE_NOT_FOUND', `Invalid id: ${id}`);
  const typed = <T extends object>(found: T | undefined | null): T | null => (found ? asType(parsed.kind, found) : null);
  const discount = state.discounts.get(parsed.id);
  switch (parsed.kind) {
    case 'Customer':
      return typed(state.customers.get(parsed.id));
    case 'Order': {
      const order = state.orders.get(parsed.id);
      return order && visibleOrder(order, request) ? typed(order) : null;
    }
    case 'Product':
      return typed(state.products.get(parsed.id));
    case 'ProductVariant':
      return typed(state.variants.get(parsed.id));
    case 'DiscountCodeNode':
    case 'DiscountNode':
      return discount ? typed({ discount, id: discount.id }) : null;
    case 'DiscountRedeemCodeBulkCreation':
      return typed(codeJobsOf(state).get(parsed.id));
    case 'Segment':
      return typed(state.segments.get(parsed.id));
    case 'BulkOperation':
      return typed(state.bulkOperations.get(parsed.id));
    case 'AppInstallation':
      return state.installation?.id === parsed.id ? typed(state.installation) : null;
    case 'Shop':
      return state.shop.id === parsed.id ? typed(state) : null;
    default:
      throw notImplemented(`node(id: "${id}")`);
  }
}

const segmentSorts = { ID: (s: { id: number }) => s.id, CREATION_DATE: (s: { creationDate: number }) => s.creationDate, LAST_EDIT_DATE: (s: { lastEditDate: number }) => s.lastEditDate, RELEVANCE: (s: { id: number }) => s.id };

export const queryRoot = resolversOf<undefined>({
  shop: (_s, _args, { state }) => state,
  customer: (_s, args, { state }) => state.customers.get(idOf(args, 'Customer')) ?? null,
  customers: (_s, args, request, path) => searchPage(request.state.customers.values(), args, request, path, customerSearch, customerSorts),
  customersCount: (_s, args, request, path) => counted(request.state.customers.values(), request.state.customers.size, args, request, path, customerCountSearch),
  customerByIdentifier: (_s, args, { state }) => {
    const identifier = args.identifier as { id?: string; emailAddress?: string; phoneNumber?: string };
    if (identifier.id) return state.customers.get(idOf(identifier, 'Customer')) ?? null;
    const email = identifier.emailAddress?.replace(/\s+/g, '').toLowerCase();
    const found = [...state.customers.values()].find((c) => (email ? c.email?.toLowerCase() === email : identifier.phoneNumber !== undefined && c.phone === identifier.phoneNumber));
    return found ?? null;
  },
  order: (_s, args, request) => {
    const order = request.state.orders.get(idOf(args, 'Order'));
    return order && visibleOrder(order, request) ? order : null;
  },
  orders: (_s, args, request, path) => searchPage(visibleOrders(request), args, request, path, orderSearch, orderSorts),
  ordersCount: (_s, args, request, path) => {
    const visible = [...visibleOrders(request)];
    return counted(visible, visible.length, args, request, path, orderSearch);
  },
  product: (_s, args, { state }) => state.products.get(idOf(args, 'Product')) ?? null,
  products: (_s, args, request, path) => searchPage(request.state.products.values(), args, request, path, productSearch, productSorts),
  productsCount: (_s, args, request, path) => counted(request.state.products.values(), request.state.products.size, args, request, path, productSearch),
  productVariant: (_s, args, { state }) => state.variants.get(idOf(args, 'ProductVariant')) ?? null,
  node: (_s, args, request) => nodeOf(String(args.id), request),
  nodes: (_s, args, request) => (args.ids as string[]).map((id) => nodeOf(id, request)),
  discountNode: (_s, args, { state }) => {
    const discount = state.discounts.get(idOf(args, 'DiscountNode'));
    return discount ? { discount, id: discount.id } : null;
  },
  discountNodes: (_s, args, request, path) => {
    const found = searchPage(request.state.discounts.values(), args, request, path, discountSearch, discountSorts);
    return { ...found, nodes: found.nodes.map((discount) => ({ discount, id: discount.id })), cursor: (node: { discount: Discount }) => found.cursor(node.discount) };
  },
  discountNodesCount: (_s, args, request, path) => countedDiscounts(args, request, path),
  codeDiscountNodeByCode: (_s, args, { state }) => {
    const found = findCode(state, String(args.code));
    return found ? { discount: found.discount } : null;
  },
  discountCodesCount: (_s, args, { state }) => {
    if (args.query) throw notImplemented('discountCodesCount(query:)');
    return { count: state.discountByCode.size, precision: 'EXACT' };
  },
  discountRedeemCodeBulkCreation: (_s, args, { state }) => codeJobsOf(state).get(idOf(args, 'DiscountRedeemCodeBulkCreation')) ?? null,
  segment: (_s, args, { state }) => {
    const parsed = parseGid(String(args.id));
    if (parsed?.kind !== 'Segment') throw executionError('RESOURCE_NOT_FOUND', 'invalid id');
    const segment = state.segments.get(parsed.id);
    if (!segment) throw executionError('NOT_FOUND', 'Segment does not exist');
    return segment;
  },
  segments: (_s, args, request, path) => searchPage(request.state.segments.values(), args, request, path, segmentSearch, segmentSorts),
  segmentsCount: (_s, _args, { state }) => ({ count: state.segments.size, precision: 'EXACT' }),
  metafieldDefinitions: (_s, args, request) => definitionPage(args, request),
  currentAppInstallation: (_s, _args, { state }) => state.installation,
  appInstallation: (_s, args, { state }) => (args.id == null || args.id === gid('AppInstallation', state.installation?.id ?? 0) ? state.installation : null),
  app: (_s, args, { state, store }) => (args.id == null || args.id === gid('App', store.appId) ? state.installation : null),
  bulkOperation: (_s, args, { state }) => bulkOperationOf(state, args.id),
  bulkOperations: (_s, args, request, path) => bulkOperationPage(args, request, path),
  job: (_s, args) => ({ id: args.id, done: true }),
  // Subscriptions of shopify.app.toml are not listed; others the store does not make.
  webhookSubscriptions: (_s, args) => page([] as { id: number }[], args, 'webhookSubscriptions'),
  webhookSubscriptionsCount: () => ({ count: 0, precision: 'EXACT' }),
});

