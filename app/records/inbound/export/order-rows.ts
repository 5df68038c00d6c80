// The rows of a batch's orders, whole: each with its lines in the last column, wherever in the batch these stood.
import type { LineBuffer } from './line-buffer.ts';
import type { RowBuffer } from './row-buffer.ts';
import type { StrayLine } from './staged-rows.ts';

const OPEN = 0x5b;
const CLOSED = 0x5d;
const COMMA = 0x2c;

export class OrderRows {
  bytes: Buffer;
  used = 0;
  count = 0;
  /** Where each row begins, and behind the last where that one ends; as the lists of RowBuffer never emptied. */
  readonly starts: number[] = [];
  /** Where in each row the column with the lines begins, from the row's beginning. */
  readonly heads: number[] = [];
  keys: readonly number[] = [];
  distinct = true;
  /** Each row's key is greater than the one's before it. */
  ascending = true;
  least = 0;
  greatest = 0;
  strays: StrayLine[] = [];

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  assemble(orders: RowBuffer, lines: LineBuffer): void {
    const most = orders.used + orders.count * 6 + lines.used;
    if (most > this.bytes.byteLength) this.bytes = Buffer.allocUnsafeSlow(Math.max(most, this.bytes.byteLength * 2));
    this.used = 0;
    this.count = orders.count;
    this.keys = orders.keys;
    this.distinct = orders.distinct;
    this.ascending = orders.ascending;
    this.strays = [];
    this.least = orders.keys[0] ?? 0;
    this.greatest = orders.keys[orders.count - 1] ?? 0;
    if (!orders.ascending) {
      for (let order = 0; order < orders.count; order += 1) {
        this.least = Math.min(this.least, orders.keys[order] ?? 0);
        this.greatest = Math.max(this.greatest, orders.keys[order] ?? 0);
      }
    }
    const sorted = standsInOrder(orders, lines) ? null : sortLines(orders, lines);
    if (sorted) this.strays = sorted.strays.map((index) => ({ orderId: BigInt(lines.orderIds[index] ?? 0), lineId: BigInt(lines.lineIds[index] ?? 0), text: lines.text(index) }));
    let next = 0;
    for (let order = 0; order < orders.count; order += 1) {
      const head = this.begin(orders, order);
      const first = next;
      if (sorted) {
        for (; sorted.orders[next] === order; next += 1) this.add(lines, sorted.lines[next] ?? 0, (sorted.lines[next] ?? 0) + 1);
      } else {
        const key = orders.keys[order];
        while (next < lines.count && lines.orderIds[next] === key) next += 1;
        if (next > first) this.add(lines, first, next);
      }
      this.end(head, next > first);
    }
    this.starts[orders.count] = this.used;
  }

  private begin(orders: RowBuffer, order: number): number {
    const from = orders.starts[order] ?? 0;
    const to = orders.starts[order + 1] ?? 0;
    this.starts[order] = this.used;
    this.heads[order] = to - from;
    orders.bytes.copy(this.bytes, this.used, from, to);
    const head = this.used + to - from;
    this.bytes[head + 4] = OPEN;
    this.used = head + 5;
    return head;
  }

  private add(lines: LineBuffer, first: number, end: number): void {
    const from = lines.starts[first] ?? 0;
    const to = lines.starts[end] ?? 0;
    lines.bytes.copy(this.bytes, this.used, from, to);
    this.used += to - from;
  }

  private end(head: number, some: boolean): void {
    // In the place of the last comma.
    if (some && this.bytes[this.used - 1] === COMMA) this.used -= 1;
    this.bytes[this.used] = CLOSED;
    this.used += 1;
    this.bytes.writeInt32BE(this.used - head - 4, head);
  }
}

/** Each line right behind its order, and the lines of an order ascending. */
function standsInOrder(orders: RowBuffer, lines: LineBuffer): boolean {
  if (!orders.ascending) return false;
  let order = 0;
  for (let line = 0; line < lines.count; line += 1) {
    const id = lines.orderIds[line];
    if (line > 0 && id === lines.orderIds[line - 1]) {
      if (!((lines.lineIds[line] ?? 0) > (lines.lineIds[line - 1] ?? 0))) return false;
      continue;
    }
    while (order < orders.count && orders.keys[order] !== id) order += 1;
    if (order === orders.count) return false;
  }
  return true;
}

interface Sorted {
  /** Indices of lines by their order, then by their number; of a line that is there twice the last. */
  readonly lines: readonly number[];
  /** By the same index: the order's index. */
  readonly orders: readonly number[];
  /** Indices of lines without an order. */
  readonly strays: readonly number[];
}

function sortLines(orders: RowBuffer, lines: LineBuffer): Sorted {
  const indexOf = new Map(orders.keys.slice(0, orders.count).map((key, index) => [key, index]));
  const found: { order: number; line: number }[] = [];
  const strays: number[] = [];
  for (let line = 0; line < lines.count; line += 1) {
    const order = indexOf.get(lines.orderIds[line] ?? 0);
    if (order === undefined) strays.push(line);
    else found.push({ order, line });
  }
  const numberOf = ({ line }: { line: number }) => lines.lineIds[line] ?? 0;
  found.sort((a, b) => a.order - b.order || numberOf(a) - numberOf(b) || a.line - b.line);
  const kept = found.filter((one, index) => {
    const next = found[index + 1];
    return !next || next.order !== one.order || numberOf(next) !== numberOf(one);
  });
  return { lines: kept.map(({ line }) => line), orders: kept.map(({ order }) => order), strays };
}
