// What shoppers, the merchant and the law do.
import { changeScopes, installApp, requestCustomerData, requestCustomerRedaction, requestShopRedaction, uninstallApp } from '../../commerce/app-installation.ts';
import { cancelOrder, deleteOrder, payOrder, refundOrder, type RefundInput } from '../../commerce/change-order.ts';
import { addCustomer, deleteCustomer, requireCustomer, updateCustomer } from '../../commerce/customers.ts';
import { mergeCustomers } from '../../commerce/merge-customers.ts';
import { addOrder, placeOrder } from '../../commerce/place-order.ts';
import { addTags, removeTags } from '../../commerce/tags.ts';
import type { CartLine } from '../../discounts/check-code.ts';
import { deleteDiscount } from '../../discounts/manage-discounts.ts';
import type { CancelReason } from '../../model.ts';
import type { NewOrder } from '../../shoppers/types.ts';
import type { ControlTable } from './handle-control.ts';
import { optionalNumber, requireList, requireNumber } from './inputs.ts';

export const commerceControls: ControlTable = {
  /** { customerId, lines: [{ variantId, quantity }], discountCode?, at? } → placed or refused, with the reason. */
  'POST /_store/checkout': ({ state, runtime, input }) =>
    placeOrder(runtime.store, state, {
      customerId: optionalNumber(input, 'customerId') ?? null,
      lines: requireList<CartLine>(input, 'lines'),
      discountCode: (input.discountCode as string | undefined) ?? null,
      at: optionalNumber(input, 'at'),
    }),
  /** A NewOrder (shoppers/types.ts) with customerId and variantId instead of keys. */
  'POST /_store/orders': ({ state, runtime, input }) => {
    requireList(input, 'lines');
    return addOrder(runtime.store, state, { processedAt: runtime.store.now(), ...(input as unknown as Partial<NewOrder>) } as NewOrder);
  },
  'POST /_store/orders/refund': ({ state, runtime, input }) => refundOrder(runtime.store, state, { ...(input as unknown as RefundInput), orderId: requireNumber(input, 'orderId') }),
  'POST /_store/orders/cancel': ({ state, runtime, input }) =>
    cancelOrder(runtime.store, state, { orderId: requireNumber(input, 'orderId'), reason: input.reason as CancelReason | undefined, refund: input.refund !== false }),
  'POST /_store/orders/delete': ({ state, runtime, input }) => deleteOrder(runtime.store, state, requireNumber(input, 'orderId')),
  'POST /_store/orders/pay': ({ state, runtime, input }) => payOrder(runtime.store, state, requireNumber(input, 'orderId')),
  'POST /_store/customers': ({ state, runtime, input }) => addCustomer(runtime.store, state, input),
  'POST /_store/customers/update': ({ state, runtime, input }) => {
    const { customerId: _customerId, ...change } = input;
    return updateCustomer(runtime.store, state, requireNumber(input, 'customerId'), change);
  },
  'POST /_store/customers/delete': ({ state, runtime, input }) => deleteCustomer(runtime.store, state, requireNumber(input, 'customerId')),
  'POST /_store/customers/merge': ({ state, runtime, input }) => mergeCustomers(runtime.store, state, requireNumber(input, 'keptId'), requireNumber(input, 'mergedId')),
  /** The merchant's own hand: { customerId, add?, remove? }. */
  'POST /_store/customers/tags': ({ state, runtime, input }) => {
    const customer = requireCustomer(state, requireNumber(input, 'customerId'));
    const owner = { kind: 'Customer', thing: customer } as const;
    if (Array.isArray(input.add)) addTags(runtime.store, state, owner, input.add as string[], 'merchant');
    if (Array.isArray(input.remove)) removeTags(runtime.store, state, owner, input.remove as string[], 'merchant');
    return customer;
  },
  'POST /_store/discounts/delete': ({ state, runtime, input }) => {
    const discount = state.discounts.get(requireNumber(input, 'discountId'));
    if (!discount) throw new Error('There is no such discount.');
    deleteDiscount(runtime.store, state, discount, 'merchant');
  },
  'POST /_store/privacy/data-request': ({ state, runtime, input }) => requestCustomerData(runtime.store, state, requireNumber(input, 'customerId')),
  'POST /_store/privacy/customer-redact': ({ state, runtime, input }) => requestCustomerRedaction(runtime.store, state, requireNumber(input, 'customerId')),
  'POST /_store/privacy/shop-redact': ({ state, runtime }) => requestShopRedaction(runtime.store, state),
  'POST /_store/install': ({ state, runtime }) => void installApp(runtime.store, state),
  'POST /_store/uninstall': ({ state, runtime }) => uninstallApp(runtime.store, state),
  'POST /_store/scopes': ({ state, runtime, input }) => changeScopes(runtime.store, state, requireList<string>(input, 'scopes')),
};
