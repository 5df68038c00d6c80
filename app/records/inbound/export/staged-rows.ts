// The rows of a batch as they go into the staging tables. The columns stand in the order in which our export query names
// them, so that a line of the file is read and written in one go.
import type { CustomerVersion, OrderLineVersion, OrderVersion } from '../order-version.ts';
import { lineText } from '../order-lines.ts';
import { OrderBuffer } from './order-buffer.ts';
import { placeLines } from './place-lines.ts';
import { FIXED_ROOM, RowBuffer } from './row-buffer.ts';

export interface StagedTable {
  readonly staged: string;
  readonly target: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that are no part of what a row says; in their place the named ones are compared. */
  readonly comparedAs?: Readonly<Record<string, string>>;
}

export const CUSTOMERS: StagedTable = {
  staged: 'staged_customer',
  target: 'customer',
  columns: { customer_id: 'bigint', created_at: 'timestamptz', updated_at: 'timestamptz', shopify_order_count: 'integer', shopify_rfm_group: 'text', own_tags: 'text[]' },
};

export const ORDERS: StagedTable = {
  staged: 'staged_order',
  target: '"order"',
  columns: {
    order_id: 'bigint', name: 'text', created_at: 'timestamptz', updated_at: 'timestamptz', seen_at: 'timestamptz', processed_at: 'timestamptz', cancelled_at: 'timestamptz', test: 'boolean',
    financial_status: 'text', source_name: 'text', discount_codes: 'text[]', customer_id: 'bigint', currency_code: 'text', gross_minor: 'bigint', presentment_currency: 'text',
    presentment_minor: 'bigint', net_minor: 'bigint', refunded_minor: 'bigint', lines: 'text',
  },
  // Of an export nothing is known but updated_at, so that is when its version was seen.
  comparedAs: { seen_at: 'updated_at' },
};

export const columnsOf = ({ columns }: StagedTable): string[] => Object.keys(columns);

const CUSTOMER_COLUMNS = columnsOf(CUSTOMERS).length;
export const ORDER_COLUMNS = columnsOf(ORDERS).length;

const roomFor = (...texts: (string | null)[]) => texts.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text) + 4), FIXED_ROOM);

/** A line whose order is not in its batch. */
export interface StrayLine {
  readonly orderId: bigint;
  readonly lineId: bigint;
  /** As in the order's row. */
  readonly text: string;
}

/** A batch holds customers, or orders and lines. */
export class Batch {
  readonly customers = new RowBuffer(1 << 10);
  /** With the lines that stand behind them. */
  readonly orders = new OrderBuffer(1 << 10);
  /** Lines that do not; see `assembled`. */
  readonly apart: StrayLine[] = [];
  strays: StrayLine[] = [];
  /** Some number is beyond what a double holds exactly. */
  beyondDoubles = false;
  private lines = 0;
  private readonly whole = new OrderBuffer(1 << 10);
  private isAssembled = false;

  get rows(): number {
    return this.customers.count + this.orders.count + this.lines;
  }

  clear(): void {
    this.customers.clear();
    this.orders.clear();
    this.apart.length = 0;
    this.strays = [];
    this.lines = 0;
    this.beyondDoubles = false;
    this.isAssembled = false;
  }

  /** The orders with all their lines; lines without their order become strays. Nothing is added to the batch after that. */
  assembled(): OrderBuffer {
    if (this.apart.length === 0) return this.orders;
    if (!this.isAssembled) this.strays.push(...placeLines(this.orders, this.apart, this.whole));
    this.isAssembled = true;
    return this.whole;
  }

  private key(id: bigint): number {
    const key = Number(id);
    if (!Number.isSafeInteger(key)) this.beyondDoubles = true;
    return key;
  }

  addCustomer(v: CustomerVersion): void {
    const rows = this.customers;
    rows.begin(CUSTOMER_COLUMNS, roomFor(v.shopifyRfmGroup, ...v.ownTags));
    rows.anyBigint(v.customerId);
    rows.timestamptz(v.createdAtMs);
    rows.timestamptz(v.updatedAtMs);
    rows.integer(v.shopifyOrderCount);
    optionalText(rows, v.shopifyRfmGroup);
    rows.textArray(v.ownTags);
    rows.end(this.key(v.customerId));
  }

  addOrder(v: OrderVersion): void {
    const rows = this.orders;
    rows.begin(ORDER_COLUMNS, roomFor(v.name, v.financialStatus, v.sourceName, v.currencyCode, v.presentmentCurrency, ...v.discountCodes));
    rows.anyBigint(v.orderId);
    rows.text(v.name);
    rows.timestamptz(v.createdAtMs);
    rows.timestamptz(v.updatedAtMs);
    rows.timestamptz(v.updatedAtMs);
    rows.timestamptz(v.processedAtMs);
    if (v.cancelledAtMs === null) rows.nothing();
    else rows.timestamptz(v.cancelledAtMs);
    rows.boolean(v.test);
    optionalText(rows, v.financialStatus);
    optionalText(rows, v.sourceName);
    rows.textArray(v.discountCodes);
    optionalBigint(rows, v.customerId);
    rows.text(v.currencyCode);
    rows.anyBigint(v.grossMinor);
    optionalText(rows, v.presentmentCurrency);
    optionalBigint(rows, v.presentmentMinor);
    rows.anyBigint(v.netMinor);
    rows.anyBigint(v.refundedMinor);
    rows.endOrder(this.key(v.orderId));
  }

  addLine(v: OrderLineVersion): void {
    const { orderId, lineId } = v;
    const text = lineText(v);
    this.lines += 1;
    if (!Number.isSafeInteger(Number(orderId)) || !Number.isSafeInteger(Number(lineId))) this.strays.push({ orderId, lineId, text });
    else if (!this.orders.addLine(Number(orderId), Number(lineId), text)) this.apart.push({ orderId, lineId, text: this.orders.takeLine() });
  }

  /** The line that was begun in `orders` is whole. */
  endLine(orderId: number, lineId: number): void {
    this.lines += 1;
    if (!this.orders.endLine(orderId, lineId)) this.apart.push({ orderId: BigInt(orderId), lineId: BigInt(lineId), text: this.orders.takeLine() });
  }
}

function optionalText(rows: RowBuffer, text: string | null): void {
  if (text === null) rows.nothing();
  else rows.text(text);
}

function optionalBigint(rows: RowBuffer, value: bigint | null): void {
  if (value === null) rows.nothing();
  else rows.anyBigint(value);
}
