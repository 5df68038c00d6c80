// The columns of Shopify's own order export (Orders → Export) that make an order. The others are read past.
export const SHOPIFY_COLUMNS = {
  name: ['Name'],
  email: ['Email'],
  financialStatus: ['Financial Status'],
  fulfillmentStatus: ['Fulfillment Status'],
  acceptsMarketing: ['Accepts Marketing'],
  currency: ['Currency'],
  subtotal: ['Subtotal'],
  shipping: ['Shipping'],
  taxes: ['Taxes'],
  total: ['Total'],
  discountCode: ['Discount Code'],
  discountAmount: ['Discount Amount'],
  createdAt: ['Created at'],
  lineQuantity: ['Lineitem quantity'],
  lineName: ['Lineitem name'],
  linePrice: ['Lineitem price'],
  lineSku: ['Lineitem sku'],
  lineDiscount: ['Lineitem discount'],
  billingName: ['Billing Name'],
  billingCity: ['Billing City'],
  billingCountry: ['Billing Country'],
  shippingName: ['Shipping Name'],
  notes: ['Notes'],
  cancelledAt: ['Cancelled at'],
  refundedAmount: ['Refunded Amount'],
  vendor: ['Vendor'],
  id: ['Id'],
  tags: ['Tags'],
  source: ['Source'],
} as const;
export type ShopifyColumn = keyof typeof SHOPIFY_COLUMNS;

export const REQUIRED_SHOPIFY_COLUMNS: readonly ShopifyColumn[] = [
  'name',
  'email',
  'financialStatus',
  'currency',
  'total',
  'createdAt',
  'lineQuantity',
  'lineName',
  'linePrice',
];

/** What a field must be; the second half of an error message. */
export const EXPECTED = {
  amount: 'an amount; expected a number such as 12.30',
  quantity: 'a quantity; expected a whole number such as 2',
  time: 'a date; expected yyyy-mm-dd hh:mm:ss and an offset, such as 2026-03-05 14:22:31 -0500',
  currency: 'a currency; expected a code of three letters such as USD',
  id: 'an order id; expected digits such as 5123456789012',
} as const;
