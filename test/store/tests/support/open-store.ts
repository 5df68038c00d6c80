// A store for one test file, with a hand for its Admin API.
import { afterAll, beforeAll } from 'vitest';
import { startStore, type RunningStore, type StartOptions } from '../../server.ts';
import type { NewOrder, StoreHistory } from '../../shoppers/types.ts';
import type { Answer } from '../../graphql/answer.ts';

/** Whatever an answer holds, by the names that tests look at; what a test did not ask for is not there. */
export interface Loose
  extends Record<'id' | 'name' | 'status' | 'type' | 'url' | 'partialDataUrl' | 'completedAt' | 'updatedAt' | 'startsAt' | 'endsAt' | 'fileSize' | 'outcome' | 'endCursor' | 'startCursor' | 'summary' | 'message' | 'deletedCodeDiscountId', string>,
    Record<'nodes' | 'userErrors' | 'stagedTargets' | 'lines' | 'errors' | 'tests', Loose[]>,
    Record<'asyncUsageCount' | 'count', number>,
    Record<
      | 'bulkOperation'
      | 'bulkOperationCancel'
      | 'bulkOperationRunMutation'
      | 'bulkOperationRunQuery'
      | 'bulkOperations'
      | 'bulkCreation'
      | 'codeDiscount'
      | 'codeDiscountNode'
      | 'codeDiscountNodeByCode'
      | 'codes'
      | 'cost'
      | 'customer'
      | 'customers'
      | 'discountCodeBasicCreate'
      | 'discountNodes'
      | 'discountRedeemCodeBulkCreation'
      | 'lineItems'
      | 'metafieldDefinitions'
      | 'metafieldsDelete'
      | 'metafieldsSet'
      | 'numberOfOrders'
      | 'order'
      | 'orders'
      | 'pageInfo'
      | 'search'
      | 'stagedUploadsCreate'
      | 'tagsAdd'
      | 'tagsRemove',
      Loose
    > {
  done: boolean;
}

export interface AdminAnswer extends Omit<Answer, 'data' | 'extensions'> {
  data: Loose;
  extensions: Loose;
}

export interface OpenStore {
  running: RunningStore;
  gql: (query: string, variables?: Record<string, unknown>, token?: string) => Promise<AdminAnswer>;
  control: (path: string, input?: object) => Promise<Loose>;
  post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
}

const DAY_MS = 86_400_000;

/** Three customers, two products and a few orders; the past of a very small shop. */
export function smallHistory(now = Date.now()): StoreHistory {
  const order = (customerKey: string | null, daysAgo: number, more: Partial<NewOrder> = {}): NewOrder => ({
    customerKey,
    processedAt: now - daysAgo * DAY_MS,
    lines: [{ variantKey: 'mug', title: 'Mug', quantity: 2, unitPrice: '12.50' }],
    ...more,
  });
  return {
    shop: { name: 'Small Shop', currencyCode: 'USD', ianaTimezone: 'America/New_York' },
    products: [
      { key: 'mug', title: 'Mug', variants: [{ key: 'mug', sku: 'MUG', price: '12.50' }] },
      { key: 'tea', title: 'Tea', variants: [{ key: 'tea', sku: 'TEA', price: '8.00' }] },
    ],
    customers: [
      { key: 'ada', firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com', createdAt: now - 400 * DAY_MS, tags: ['VIP'] },
      { key: 'bob', firstName: 'Bob', lastName: 'Stone', email: 'bob@example.com', createdAt: now - 300 * DAY_MS },
      { key: 'cleo', firstName: 'Cleo', lastName: null, email: 'cleo@example.com', createdAt: now - 5 * DAY_MS },
    ],
    orders: [
      order('ada', 350),
      order('ada', 20, { lines: [{ variantKey: 'mug', title: 'Mug', quantity: 1, unitPrice: '12.50' }, { variantKey: 'tea', title: 'Tea', quantity: 3, unitPrice: '8.00' }] }),
      order('bob', 100, { refunds: [{ createdAt: now - 99 * DAY_MS, amount: '12.50', lines: [{ line: 0, quantity: 1 }] }] }),
      order('bob', 50, { cancelledAt: now - 49 * DAY_MS, financialStatus: 'VOIDED' }),
      order(null, 10, { test: true }),
    ],
    facts: { source: 'small' },
  };
}

export function openStore(options: StartOptions = {}): OpenStore {
  const held: { running: RunningStore | null } = { running: null };
  beforeAll(async () => {
    held.running = await startStore({ searchLagMs: 0, history: smallHistory(), bulk: { delayMs: 20 }, ...options });
  });
  afterAll(() => held.running?.close());
  const running = () => {
    if (!held.running) throw new Error('The store is open inside tests only.');
    return held.running;
  };
  const post: OpenStore['post'] = (body, headers = {}) =>
    fetch(`${running().origin}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': running().accessToken, ...headers },
      body: JSON.stringify(body),
    });
  return {
    get running() {
      return running();
    },
    post,
    gql: async (query, variables = {}, token = running().accessToken) => {
      const response = await post({ query, variables }, { 'x-shopify-access-token': token });
      if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
      return (await response.json()) as AdminAnswer;
    },
    control: async (path, input) => {
      const response = await fetch(`${running().origin}/_store${path}`, input ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) } : {});
      const body = (await response.json()) as Loose;
      if (!response.ok) throw new Error(JSON.stringify(body));
      return body;
    },
  };
}

/** Waits for something that happens by itself soon. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 5000): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Nothing came within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** The number of a customer of smallHistory, by e-mail. */
export function customerOf(store: OpenStore, email: string): number {
  const found = [...store.running.state.customers.values()].find((customer) => customer.email === email);
  if (!found) throw new Error(`No customer has the address ${email}.`);
  return found.id;
}
