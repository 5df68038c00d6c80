// What the store tells about itself.
import { discountStatus } from '../../discounts/check-code.ts';
import type { LedgerKind } from '../../state/ledger.ts';
import type { ControlTable } from './handle-control.ts';
import { optionalNumber } from './inputs.ts';

export const readControls: ControlTable = {
  'GET /_store': ({ state, runtime }) => ({
    shop: state.shop,
    shops: [...runtime.store.shops.keys()],
    now: new Date(runtime.store.now()).toISOString(),
    installed: state.installation !== null && state.installation.uninstalledAt === null,
    appUrl: runtime.sender.appUrl,
    customers: state.customers.size,
    orders: state.orders.size,
    products: state.products.size,
    discounts: state.discounts.size,
    webhooksPending: runtime.sender.pending,
    history: runtime.historyFacts,
    ledgerEntries: runtime.store.ledger.entries.length,
  }),
  'GET /_store/customers': ({ state, input }) => {
    const id = optionalNumber(input, 'id');
    const found = id === undefined ? [...state.customers.values()] : [state.customers.get(id)].filter((each) => each !== undefined);
    const tag = input.tag;
    return found.filter((each) => tag === undefined || each.tags.includes(tag as string)).slice(0, optionalNumber(input, 'limit') ?? 250);
  },
  'GET /_store/orders': ({ state, input }) => {
    const customerId = optionalNumber(input, 'customerId');
    const id = optionalNumber(input, 'id');
    const found = [...state.orders.values()].filter((order) => (customerId === undefined || order.customerId === customerId) && (id === undefined || order.id === id));
    return found.slice(-(optionalNumber(input, 'limit') ?? 250));
  },
  'GET /_store/products': ({ state, input }) => [...state.products.values()].slice(0, optionalNumber(input, 'limit') ?? 250),
  'GET /_store/discounts': ({ state, runtime }) => [...state.discounts.values()].map((discount) => ({ ...discount, status: discountStatus(discount, runtime.store.now()) })),
  'GET /_store/metafields': ({ state }) => Object.fromEntries(state.metafields),
  'GET /_store/ledger': ({ runtime, input }) => {
    const after = optionalNumber(input, 'after') ?? 0;
    const kind = input.kind as LedgerKind | undefined;
    return runtime.store.ledger.entries.slice(after).filter((entry) => kind === undefined || entry.kind === kind);
  },
  'GET /_store/operations': ({ runtime }) => Object.fromEntries(runtime.operations),
};
