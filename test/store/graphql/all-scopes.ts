// Every scope that the store's operations know.
export const ALL_SCOPES: readonly string[] = [
  'read_all_orders',
  'read_customer_data_erasure',
  'read_customer_merge',
  'read_customers',
  'read_discounts',
  'read_orders',
  'read_products',
  'read_returns',
  'read_themes',
  'write_app_proxy',
  'write_customer_data_erasure',
  'write_customer_merge',
  'write_customers',
  'write_discounts',
  'write_orders',
  'write_products',
];
