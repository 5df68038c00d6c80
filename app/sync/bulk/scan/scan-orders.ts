// Lines of the orders export, straight from the file's bytes into rows for COPY. Compiled once from the export query: the
// text between values comes from it, the values stand below in its order (a changed query fails at start, not in silence).
// Whatever does not look exactly so is refused, with nothing written, and takes the way through JSON.parse.
import type { OrderBuffer } from '../../../records/inbound/export/order-buffer.ts';
import { FIXED_ROOM, type RowBuffer } from '../../../records/inbound/export/row-buffer.ts';
import { type Batch, ORDER_COLUMNS } from '../../../records/inbound/export/staged-rows.ts';
import { exportQuery } from '../export-queries.ts';
import { type Literal, LineReader, literal } from './line-reader.ts';
import { leavesOf, nodeFields } from './query-shape.ts';

const ORDER_LEAVES = [
  'id', 'name', 'createdAt', 'updatedAt', 'processedAt', 'cancelledAt', 'test', 'displayFinancialStatus', 'sourceName', 'discountCodes', 'customer.id',
  'totalPriceSet.shopMoney.amount', 'totalPriceSet.shopMoney.currencyCode', 'totalPriceSet.presentmentMoney.amount', 'totalPriceSet.presentmentMoney.currencyCode',
  'currentTotalPriceSet.shopMoney.amount', 'totalRefundedSet.shopMoney.amount',
] as const;
const LINE_LEAVES = ['id', 'title', 'quantity', 'sku', 'originalUnitPriceSet.shopMoney.amount'] as const;

/** The text before each value, by the value's path. */
function textsBefore<Path extends string>(path: readonly string[], expected: readonly Path[]): Record<Path | 'behind', string> {
  const { leaves, behind } = leavesOf(nodeFields(exportQuery('orders', 0n), path));
  if (leaves.map((leaf) => leaf.path).join() !== expected.join()) throw new Error(`The export query and its scanner differ: ${leaves.map((leaf) => leaf.path).join()}`);
  return Object.fromEntries([...leaves.map((leaf): [string, string] => [leaf.path, leaf.before]), ['behind', behind]]) as Record<Path | 'behind', string>;
}

/** @param slash as the file writes it: Shopify escapes it, not everybody does. */
function literalsOf(slash: string) {
  const gid = (type: string) => `"gid:${slash}${slash}shopify${slash}${type}${slash}`;
  const order = textsBefore(['orders'], ORDER_LEAVES);
  const line = textsBefore(['orders', 'lineItems'], LINE_LEAVES);
  const money = order['totalPriceSet.shopMoney.amount'];
  return {
    order: {
      id: literal(order.id + gid('Order')),
      name: literal(`"${order.name}"`),
      createdAt: literal(`${order.createdAt}"`),
      updatedAt: literal(`${order.updatedAt}"`),
      processedAt: literal(`${order.processedAt}"`),
      cancelledAt: literal(order.cancelledAt),
      test: literal(order.test),
      financialStatus: literal(order.displayFinancialStatus),
      sourceName: literal(order.sourceName),
      discountCodes: literal(`${order.discountCodes}[`),
      customer: literal(order['customer.id'] + gid('Customer')),
      noCustomer: literal(`${order['customer.id'].slice(0, -'{"id":'.length)}null`),
      total: literal(`"${money}"`),
      totalAfterNull: literal(`${money.slice(1)}"`),
      totalCurrency: literal(`${order['totalPriceSet.shopMoney.currencyCode']}"`),
      presentment: literal(`${order['totalPriceSet.presentmentMoney.amount']}"`),
      presentmentCurrency: literal(`${order['totalPriceSet.presentmentMoney.currencyCode']}"`),
      current: literal(`${order['currentTotalPriceSet.shopMoney.amount']}"`),
      refunded: literal(`${order['totalRefundedSet.shopMoney.amount']}"`),
      behind: literal(order.behind),
    },
    line: {
      id: literal(line.id + gid('LineItem')),
      title: literal(`"${line.title}"`),
      quantity: literal(line.quantity),
      sku: literal(line.sku),
      unitPrice: literal(`${line['originalUnitPriceSet.shopMoney.amount']}"`),
      parent: literal(`${line.behind.slice(0, -1)},"__parentId":${gid('Order')}`),
      behind: literal('"}'),
    },
  };
}

type Literals = ReturnType<typeof literalsOf>;

const QUOTE = 0x22;
const MINUS = 0x2d;
const COMMA = 0x2c;
const CLOSED = 0x5d;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const NULL = Buffer.from('null');
/** Of the first slash of an id: {"id":"gid:\/\/… */
const FIRST_SLASH = '{"id":"gid:'.length;
/** Such a quantity is an int4, whatever its digits are. */
const MOST_QUANTITY = 999_999_999;
/** Texts longer than all lines have that are worth the haste. */
const ROOM = FIXED_ROOM + 4096;

export class OrderScanner {
  private readonly read = new LineReader();
  private readonly escaped = literalsOf('\\/');
  private readonly plain = literalsOf('/');
  private bytes: Uint8Array = new Uint8Array(0);

  /** @param bytes whole lines, each with its newline. */
  source(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.read.source(bytes);
  }

  private literalsAt(from: number): Literals {
    return this.bytes[from + FIRST_SLASH] === BACKSLASH ? this.escaped : this.plain;
  }

  /** Whether an order begins there, and not a line of one. */
  isOrder(from: number): boolean {
    this.read.line(from);
    return this.read.skip(this.literalsAt(from).order.id);
  }

  /**
   * @param from where the line begins in the source.
   * @returns where the next begins; -1, with the batch as it was, where the line is none of those that are known.
   */
  line(from: number, batch: Batch): number {
    const literals = this.literalsAt(from);
    const { read } = this;
    read.line(from);
    if (read.skip(literals.line.id)) {
      if (this.orderLine(batch, literals.line)) return read.at + 1;
      batch.orders.undoLine();
    } else if (read.skip(literals.order.id)) {
      if (this.order(batch, literals.order)) return read.at + 1;
      batch.orders.undo();
    }
    return -1;
  }

  private ends(text: Literal): boolean {
    const { read } = this;
    return read.skip(text) && this.bytes[read.at] === NEWLINE && !read.unusual;
  }

  private orderLine(batch: Batch, text: Literals['line']): boolean {
    const { read, bytes } = this;
    const lines = batch.orders;
    lines.beginLine(ROOM);
    const idAt = read.at;
    const lineId = read.digits();
    lines.copy(bytes, idAt, read.at);
    lines.comma();
    if (!read.skip(text.title) || !this.lineString(lines)) return false;
    lines.comma();
    if (!read.skip(text.quantity)) return false;
    const quantityAt = read.at;
    const negative = bytes[read.at] === MINUS;
    if (negative) read.at += 1;
    const quantity = read.digits();
    if (quantity > MOST_QUANTITY || (negative && quantity === 0)) return false;
    lines.copy(bytes, quantityAt, read.at);
    lines.comma();
    if (!read.skip(text.sku)) return false;
    if (bytes[read.at] === QUOTE) {
      read.at += 1;
      if (!this.lineString(lines)) return false;
    } else {
      lines.copy(NULL, 0, NULL.byteLength);
      if (!read.isNull()) return false;
    }
    lines.comma();
    if (!read.skip(text.unitPrice)) return false;
    lines.quote();
    const priceAt = read.at;
    lines.copy(bytes, priceAt, read.price());
    lines.quote();
    if (!read.skip(text.parent)) return false;
    const orderId = read.digits();
    if (!this.ends(text.behind)) return false;
    batch.endLine(orderId, lineId);
    return true;
  }

  /** From behind the opening quote. */
  private lineString(lines: OrderBuffer): boolean {
    const behind = lines.jsonString(this.read, this.read.at);
    this.read.at = behind;
    return behind >= 0;
  }

  private order(batch: Batch, text: Literals['order']): boolean {
    const { read } = this;
    const rows = batch.orders;
    rows.begin(ORDER_COLUMNS, ROOM);
    const orderId = read.digits();
    rows.bigint(orderId);
    if (!read.skip(text.name) || !this.string(rows) || !this.times(rows, text)) return false;
    read.expect(text.test);
    rows.boolean(read.boolean());
    if (!read.skip(text.financialStatus) || !this.optionalString(rows)) return false;
    if (!read.skip(text.sourceName) || !this.optionalString(rows)) return false;
    if (!read.skip(text.discountCodes) || !this.strings(rows)) return false;
    if (read.skip(text.customer)) {
      rows.bigint(read.digits());
      read.expect(text.total);
    } else {
      rows.nothing();
      read.expect(text.noCustomer);
      read.expect(text.totalAfterNull);
    }
    if (!this.money(rows, text) || !this.ends(text.behind)) return false;
    rows.endOrder(orderId);
    return true;
  }

  private times(rows: RowBuffer, text: Literals['order']): boolean {
    const { read } = this;
    read.expect(text.createdAt);
    rows.timestamptz(read.time());
    read.expect(text.updatedAt);
    const updatedAtMs = read.time();
    rows.timestamptz(updatedAtMs);
    rows.timestamptz(updatedAtMs);
    read.expect(text.processedAt);
    rows.timestamptz(read.time());
    read.expect(text.cancelledAt);
    if (read.isNull()) rows.nothing();
    else {
      if (this.bytes[read.at] !== QUOTE) return false;
      read.at += 1;
      rows.timestamptz(read.time());
    }
    return !read.unusual;
  }

  private money(rows: RowBuffer, text: Literals['order']): boolean {
    const { read } = this;
    const gross = read.amount();
    const grossDecimals = read.decimals;
    read.expect(text.totalCurrency);
    const currencyAt = read.at;
    const currency = read.currency();
    const exponent = read.exponentOf(currency);
    read.expect(text.presentment);
    const presentment = read.amount();
    const presentmentDecimals = read.decimals;
    read.expect(text.presentmentCurrency);
    const presentmentAt = read.at;
    const presentmentCurrency = read.currency();
    read.expect(text.current);
    const current = read.amount();
    const currentDecimals = read.decimals;
    read.expect(text.refunded);
    const refunded = read.amount();
    if (read.unusual) return false;
    rows.jsonText(read, currencyAt);
    rows.bigint(read.minor(gross, grossDecimals, exponent));
    if (presentmentCurrency === currency) {
      rows.nothing();
      rows.nothing();
    } else {
      rows.jsonText(read, presentmentAt);
      rows.bigint(read.minor(presentment, presentmentDecimals, read.exponentOf(presentmentCurrency)));
    }
    rows.bigint(read.minor(current, currentDecimals, exponent));
    rows.bigint(read.minor(refunded, read.decimals, exponent));
    return true;
  }

  /** From behind the opening quote. */
  private string(rows: RowBuffer): boolean {
    const behind = rows.jsonText(this.read, this.read.at);
    this.read.at = behind;
    return behind >= 0;
  }

  private optionalString(rows: RowBuffer): boolean {
    if (this.bytes[this.read.at] === QUOTE) {
      this.read.at += 1;
      return this.string(rows);
    }
    rows.nothing();
    return this.read.isNull();
  }

  /** From behind the opening bracket. How many there are is known only behind them: more than one is left to JSON.parse. */
  private strings(rows: RowBuffer): boolean {
    const { read, bytes } = this;
    const some = bytes[read.at] !== CLOSED;
    const array = rows.beginArray(some ? 1 : 0);
    if (some) {
      if (bytes[read.at] !== QUOTE) return false;
      read.at += 1;
      if (!this.string(rows) || bytes[read.at] === COMMA) return false;
    }
    rows.endArray(array);
    if (bytes[read.at] !== CLOSED) return false;
    read.at += 1;
    return true;
  }
}
