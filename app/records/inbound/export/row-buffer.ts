// Rows in the layout of COPY … (FORMAT binary), written one behind the other into one block of memory that is used again
// and again. Layout: PostgreSQL manual, COPY, "Binary Format"; of the types: the send functions of its source (arrayfuncs.c,
// timestamp.c). What COPY gives out of a table has the very same bytes, so rows can be compared as bytes.
import { isUtf8 } from 'node:buffer';

/** PostgreSQL counts time in microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const TWO_32 = 2 ** 32;
const TEXT_OID = 25;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const SPACE = 0x20;
/** Behind a text there is always so much room, for all that has a fixed size. */
export const FIXED_ROOM = 512;

/** PostgreSQL keeps no NUL in text. */
const withoutNul = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '') : text);

/** What texts are copied from: whole lines, each with its newline. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Whether four bytes are ASCII, and none of them a control character, a quote or a backslash: then they are copied as they are. */
function arePlain(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  return ((word | (word - 0x20202020) | ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes)) & 0x80808080) === 0;
}

export class RowBuffer {
  bytes: Buffer;
  used = 0;
  count = 0;
  // The lists are never emptied, for then they would grow anew with each batch: what is behind `count` is of an earlier one.
  /** Where each row begins, and behind the last where that one ends. */
  readonly starts: number[] = [];
  /** The number by which each row is found again: its first column. */
  readonly keys: number[] = [];
  /** Every key is greater than the one before it, so no row is here twice. */
  ascending = true;
  protected view: DataView;
  protected rowStart = 0;

  constructor(capacity = 1 << 20) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  clear(): void {
    this.used = 0;
    this.count = 0;
    this.ascending = true;
  }

  /** @param room at least what the whole row takes. */
  begin(columns: number, room: number): void {
    this.reserve(room);
    this.rowStart = this.used;
    this.view.setInt16(this.used, columns);
    this.used += 2;
  }

  protected reserve(room: number): void {
    if (this.used + room <= this.bytes.byteLength) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.byteLength * 2, this.used + room));
    this.bytes.copy(grown, 0, 0, this.used);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** The row that was begun is whole. @param key its first column. */
  end(key: number): void {
    const { keys, starts, count } = this;
    if (count > 0 && !(key > (keys[count - 1] ?? 0))) this.ascending = false;
    keys[count] = key;
    starts[count] = this.rowStart;
    starts[count + 1] = this.used;
    this.count = count + 1;
  }

  /** Whether no key is here twice. */
  get distinct(): boolean {
    return this.ascending || new Set(this.keys.slice(0, this.count)).size === this.count;
  }

  /** The row that was begun is forgotten. */
  undo(): void {
    this.used = this.rowStart;
  }

  nothing(): void {
    this.view.setInt32(this.used, -1);
    this.used += 4;
  }

  boolean(value: boolean): void {
    this.view.setInt32(this.used, 1);
    this.view.setUint8(this.used + 4, value ? 1 : 0);
    this.used += 5;
  }

  integer(value: number): void {
    this.view.setInt32(this.used, 4);
    this.view.setInt32(this.used + 4, value);
    this.used += 8;
  }

  /** A whole number that a double holds exactly. */
  bigint(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.view.setInt32(this.used, 8);
    this.view.setInt32(this.used + 4, high);
    this.view.setUint32(this.used + 8, value - high * TWO_32);
    this.used += 12;
  }

  anyBigint(value: bigint): void {
    this.view.setInt32(this.used, 8);
    this.view.setBigInt64(this.used + 4, value);
    this.used += 12;
  }

  /** @param ms since 1970. */
  timestamptz(ms: number): void {
    this.bigint(Math.round((ms - POSTGRES_EPOCH_MS) * 1000));
  }

  text(value: string): void {
    const written = this.bytes.write(withoutNul(value), this.used + 4);
    this.view.setInt32(this.used, written);
    this.used += 4 + written;
  }

  textArray(values: readonly string[]): void {
    const start = this.beginArray(values.length);
    for (const value of values) this.text(value);
    this.endArray(start);
  }

  /** @returns what endArray wants. Elements are written by text or jsonText in between. */
  beginArray(elements: number): number {
    const start = this.used;
    const { view } = this;
    view.setInt32(start + 4, elements > 0 ? 1 : 0);
    view.setInt32(start + 8, 0);
    view.setInt32(start + 12, TEXT_OID);
    this.used = start + 16;
    if (elements > 0) {
      view.setInt32(start + 16, elements);
      view.setInt32(start + 20, 1);
      this.used = start + 24;
    }
    return start;
  }

  endArray(start: number): void {
    this.view.setInt32(start, this.used - start - 4);
  }

  /** A text, copied from behind the opening quote of a JSON string. @returns as `copyString`. */
  jsonText(source: Source, from: number): number {
    const start = this.used;
    this.used = start + 4;
    const behind = this.copyString(source, from, false);
    this.view.setInt32(start, this.used - start - 4);
    return behind;
  }

  /**
   * Copies what a JSON string says, reading from behind its opening quote.
   *
   * @param escaped as JSON would have it between its quotes, but for the backslashes before slashes.
   * @returns the place behind its closing quote; -1 where it holds what is left to JSON.parse: rarer escapes, control
   *   characters, bytes that are no UTF-8, texts longer than the room of the row.
   */
  protected copyString({ bytes, view: sourceView }: Source, from: number, escaped: boolean): number {
    const { bytes: target, view, used } = this;
    const lastWord = bytes.byteLength - 4;
    const limit = target.byteLength - FIXED_ROOM;
    let at = from;
    let to = used;
    let seen = 0;
    for (;;) {
      while (at <= lastWord && to <= limit) {
        const word = sourceView.getInt32(at, true);
        if (!arePlain(word)) break;
        view.setInt32(to, word, true);
        at += 4;
        to += 4;
      }
      let byte = bytes[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        at += 1;
        byte = bytes[at] ?? 0;
        if (byte !== SLASH && byte !== QUOTE && byte !== BACKSLASH) return -1;
        if (escaped && byte !== SLASH) {
          target[to] = BACKSLASH;
          to += 1;
        }
      } else if (byte < SPACE) return -1;
      if (to > limit) return -1;
      seen |= byte;
      target[to] = byte;
      to += 1;
      at += 1;
    }
    if (seen >= 0x80 && !isUtf8(target.subarray(used, to))) return -1;
    this.used = to;
    return at + 1;
  }
}
