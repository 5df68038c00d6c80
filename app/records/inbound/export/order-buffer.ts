// Rows of orders, each with its lines in the last column, as order-lines.ts writes them. A row is always whole: a line that
// stands right behind its order in the file, or behind a line of it with a lesser number, is added to it in place.
import { FIXED_ROOM, RowBuffer, type Source } from './row-buffer.ts';

const OPEN = 0x5b;
const CLOSED = 0x5d;
const COMMA = 0x2c;
const QUOTE = 0x22;

export class OrderBuffer extends RowBuffer {
  /** Where in each row the column with the lines begins, from the row's beginning; never emptied, as the other lists. */
  readonly heads: number[] = [];
  /** The number of the last order's last line, or -1. */
  private lastLine = -1;
  /** Where the line that was begun stands, and where the rows ended before it. */
  private lineAt = 0;
  private rowsEnd = 0;

  get least(): number {
    return this.extreme(Math.min, 0);
  }

  get greatest(): number {
    return this.extreme(Math.max, this.count - 1);
  }

  /** @param ascending the index where it lies if the keys ascend. */
  private extreme(choose: (a: number, b: number) => number, ascending: number): number {
    const { keys, count } = this;
    let found = keys[ascending] ?? 0;
    if (!this.ascending) for (let row = 0; row < count; row += 1) found = choose(found, keys[row] ?? 0);
    return count > 0 ? found : 0;
  }

  /** The order that was begun is whole, but for its lines. */
  endOrder(key: number): void {
    this.beginLines();
    this.view.setInt32(this.used, 2);
    this.used += 4;
    this.byte(OPEN);
    this.byte(CLOSED);
    this.end(key);
  }

  private beginLines(): void {
    this.heads[this.count] = this.used - this.rowStart;
    this.lastLine = -1;
  }

  /** As endOrder, with all its lines. */
  private endWithLines(key: number, lines: string): void {
    this.beginLines();
    this.text(lines);
    this.end(key);
  }

  /** The row of another buffer. @param lines in the place of its own. */
  copyOrder(from: OrderBuffer, index: number, lines = from.linesOf(index)): void {
    const start = from.starts[index] ?? 0;
    const head = from.heads[index] ?? 0;
    this.begin(0, head + Buffer.byteLength(lines) + FIXED_ROOM);
    from.bytes.copy(this.bytes, this.rowStart, start, start + head);
    this.used = this.rowStart + head;
    this.endWithLines(from.keys[index] ?? 0, lines);
  }

  linesOf(index: number): string {
    return this.bytes.toString('utf8', (this.starts[index] ?? 0) + (this.heads[index] ?? 0) + 4, this.starts[index + 1]);
  }

  /** @param room at least what the line takes. */
  beginLine(room: number): void {
    this.reserve(room);
    this.rowsEnd = this.used;
    // In the place of the bracket that closes the lines, or behind a comma there.
    if (this.count > 0) {
      if (this.lastLine < 0) this.used -= 1;
      else this.bytes[this.used - 1] = COMMA;
    }
    this.lineAt = this.used;
    this.byte(OPEN);
  }

  /** The line that was begun is whole. @returns false where it is none of the last order, or not behind its others: then it is still only begun. */
  endLine(orderId: number, lineId: number): boolean {
    this.byte(CLOSED);
    const last = this.count - 1;
    if (last < 0 || this.keys[last] !== orderId || lineId <= this.lastLine) return false;
    this.byte(CLOSED);
    this.starts[last + 1] = this.used;
    const head = (this.starts[last] ?? 0) + (this.heads[last] ?? 0);
    this.view.setInt32(head, this.used - head - 4);
    this.lastLine = lineId;
    return true;
  }

  /** @param text a whole line. @returns as endLine. */
  addLine(orderId: number, lineId: number, text: string): boolean {
    this.beginLine(Buffer.byteLength(text) + FIXED_ROOM);
    this.used = this.lineAt + this.bytes.write(text, this.lineAt) - 1;
    return this.endLine(orderId, lineId);
  }

  /** The line that was begun is forgotten. @returns its text. */
  takeLine(): string {
    const text = this.bytes.toString('utf8', this.lineAt, this.used);
    this.undoLine();
    return text;
  }

  undoLine(): void {
    this.used = this.rowsEnd;
    if (this.count > 0) this.bytes[this.used - 1] = CLOSED;
  }

  private byte(byte: number): void {
    this.bytes[this.used] = byte;
    this.used += 1;
  }

  comma(): void {
    this.byte(COMMA);
  }

  quote(): void {
    this.byte(QUOTE);
  }

  copy(source: Uint8Array, from: number, to: number): void {
    const { bytes } = this;
    let { used } = this;
    for (let at = from; at < to; at += 1, used += 1) bytes[used] = source[at] ?? 0;
    this.used = used;
  }

  /** A JSON string with its quotes. @returns as copyString. */
  jsonString(source: Source, from: number): number {
    this.quote();
    const behind = this.copyString(source, from, true);
    this.quote();
    return behind;
  }
}
