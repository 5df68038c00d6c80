// What every reader returns; read-orders.ts moves the dates and makes a history of it.
import type { NewCustomer, NewOrder, NewProduct, StoreFacts } from '../types.ts';

export interface OrdersRead {
  readonly source: string;
  readonly products: NewProduct[];
  readonly customers: NewCustomer[];
  /** In the order of the file. */
  readonly orders: NewOrder[];
  readonly facts: Omit<StoreFacts, 'source'>;
  /** Where the file itself says so. */
  readonly currencyCode?: string;
}
