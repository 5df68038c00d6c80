// The lines of a batch's orders, in the order of the file, written as they stand in the order's row (order-lines.ts), each
// followed by a comma, so that those which stand together are copied together.
import { isUtf8 } from 'node:buffer';

const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSED = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const SPACE = 0x20;
/** Behind a text there is always so much room, for all that has a fixed size. */
const FIXED_ROOM = 256;

export class LineBuffer {
  bytes: Buffer;
  used = 0;
  count = 0;
  // As the lists of RowBuffer: never emptied.
  /** Where each line begins, and behind the last where that one ends. */
  readonly starts: number[] = [];
  readonly orderIds: number[] = [];
  readonly lineIds: number[] = [];
  private lineStart = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  clear(): void {
    this.used = 0;
    this.count = 0;
  }

  /** @param room at least what the whole line takes. */
  begin(room: number): void {
    if (this.used + room > this.bytes.byteLength) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.byteLength * 2, this.used + room));
      this.bytes.copy(grown, 0, 0, this.used);
      this.bytes = grown;
    }
    this.lineStart = this.used;
    this.byte(OPEN);
  }

  /** The line that was begun is whole. */
  end(orderId: number, lineId: number): void {
    this.byte(CLOSED);
    this.byte(COMMA);
    const { count } = this;
    this.starts[count] = this.lineStart;
    this.starts[count + 1] = this.used;
    this.orderIds[count] = orderId;
    this.lineIds[count] = lineId;
    this.count = count + 1;
  }

  /** The line that was begun is forgotten. */
  undo(): void {
    this.used = this.lineStart;
  }

  /** @param text a whole line. */
  add(orderId: number, lineId: number, text: string): void {
    this.begin(Buffer.byteLength(text) + FIXED_ROOM);
    this.used = this.lineStart + this.bytes.write(text, this.lineStart) - 1;
    this.end(orderId, lineId);
  }

  /** The line, without its comma. */
  text(index: number): string {
    return this.bytes.toString('utf8', this.starts[index], (this.starts[index + 1] ?? 0) - 1);
  }

  byte(byte: number): void {
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

  /**
   * Copies a JSON string with its quotes, reading from behind the opening one. A slash loses its backslash.
   *
   * @returns the place behind its closing quote; -1 where it holds what is left to JSON.parse: rarer escapes, control
   *   characters, bytes that are no UTF-8, texts longer than the room of the line.
   */
  jsonString(source: Uint8Array, from: number): number {
    const target = this.bytes;
    const start = this.used;
    let to = start;
    let seen = 0;
    let at = from;
    target[to] = QUOTE;
    to += 1;
    for (;;) {
      let byte = source[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        at += 1;
        byte = source[at] ?? 0;
        if (byte === QUOTE || byte === BACKSLASH) {
          target[to] = BACKSLASH;
          to += 1;
        } else if (byte !== SLASH) return -1;
      } else if (byte < SPACE) return -1;
      seen |= byte;
      target[to] = byte;
      to += 1;
      at += 1;
    }
    if (to + FIXED_ROOM > target.byteLength || (seen >= 0x80 && !isUtf8(target.subarray(start, to)))) return -1;
    target[to] = QUOTE;
    this.used = to + 1;
    return at + 1;
  }
}
