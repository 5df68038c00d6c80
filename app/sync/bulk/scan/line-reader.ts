// Reads the values of one line, byte by byte, without making text or objects of them. What is read is checked; whatever is
// not exactly as expected sets `unusual`, and the line is left to JSON.parse.
import { currencyExponent } from '../../../shopify/currency-exponents.ts';

const ZERO = 0x30;
const QUOTE = 0x22;
const POINT = 0x2e;
const DAY_MS = 86_400_000;
/** So many digits a double holds exactly, whatever they are. */
const SAFE_DIGITS = 15;
const NULL = 0x6e756c6c;
const TRUE = 0x74727565;
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
const DAYS_BEFORE = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

const WORD_BYTES = 8;

/**
 * A text in words of eight bytes, compared as doubles: of equal doubles all bits are equal, but for zeros, which no text holds.
 * The last word ends with the text, and may overlap the one before it. A text shorter than a word is compared byte by byte.
 */
export interface Literal {
  readonly words: Float64Array;
  readonly last: number;
  readonly bytes: Uint8Array;
}

export function literal(text: string): Literal {
  const bytes = Buffer.from(text);
  const lastAt = bytes.byteLength - WORD_BYTES;
  const words = Float64Array.from({ length: Math.max(0, Math.ceil(lastAt / WORD_BYTES)) }, (_, index) => bytes.readDoubleLE(index * WORD_BYTES));
  return { words, last: lastAt < 0 ? 0 : bytes.readDoubleLE(lastAt), bytes: Uint8Array.from(bytes) };
}

export class LineReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  private length = 0;
  unusual = false;
  /** The number that `amount` read is this by ten to the power of decimals. */
  decimals = 0;
  view: DataView = new DataView(new ArrayBuffer(0));
  private exponents = new Map<number, number>();
  /** By the number of the day in its month: the first eight bytes of its text, the next two, and when it begins. */
  private readonly months = new Float64Array(64);
  private readonly days = new Int16Array(64);
  private readonly dayMs = new Float64Array(64);

  /** @param bytes whole lines, each with its newline: no value goes on beyond that. */
  source(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.length = bytes.byteLength;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  line(from: number): void {
    this.at = from;
    this.unusual = false;
  }

  /** Goes past the text if it comes next. */
  skip(text: Literal): boolean {
    const { view, at } = this;
    const end = at + text.bytes.length;
    if (end > this.length) return false;
    if (text.bytes.length >= WORD_BYTES) {
      const { words } = text;
      for (let index = 0; index < words.length; index += 1) if (view.getFloat64(at + index * WORD_BYTES, true) !== words[index]) return false;
      if (view.getFloat64(end - WORD_BYTES, true) !== text.last) return false;
    } else for (let index = 0; index < text.bytes.length; index += 1) if (this.bytes[at + index] !== text.bytes[index]) return false;
    this.at = end;
    return true;
  }

  /** As skip, where nothing else may come. */
  expect(text: Literal): void {
    if (!this.skip(text)) this.unusual = true;
  }

  isNull(): boolean {
    return this.word(NULL);
  }

  boolean(): boolean {
    if (this.word(TRUE)) return true;
    // "fals" and its last letter.
    if (this.word(0x66616c73) && this.bytes[this.at] === 0x65) this.at += 1;
    else this.unusual = true;
    return false;
  }

  private word(word: number): boolean {
    if (this.at + 4 > this.length || this.view.getInt32(this.at) !== word) return false;
    this.at += 4;
    return true;
  }

  /** A whole number without sign, of at most 15 digits, and no zero in front of others. */
  digits(): number {
    const { bytes } = this;
    const from = this.at;
    let at = from;
    let value = 0;
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    const length = at - from;
    if (length === 0 || length > SAFE_DIGITS || (length > 1 && bytes[from] === ZERO)) this.unusual = true;
    this.at = at;
    return value;
  }

  /** 2026-01-31T23:59:59Z and its closing quote, in milliseconds since 1970. */
  time(): number {
    const { bytes, view, at } = this;
    if (at + 21 > this.length) {
      this.unusual = true;
      return 0;
    }
    // Days are few: that of the same number in its month that was read last is mostly the same one.
    const month = view.getFloat64(at, true);
    const day = view.getInt16(at + 8);
    const slot = ((day >> 4) & 0x30) | (day & 0x0f);
    let dayMs = this.dayMs[slot] ?? 0;
    if (month !== this.months[slot] || day !== this.days[slot]) {
      dayMs = this.day(at);
      if (this.unusual) return 0;
      this.months[slot] = month;
      this.days[slot] = day;
      this.dayMs[slot] = dayMs;
    }
    const hour = this.two(at + 11);
    const minute = this.two(at + 14);
    const second = this.two(at + 17);
    const marks = bytes[at + 10] === 0x54 && bytes[at + 13] === 0x3a && bytes[at + 16] === 0x3a && bytes[at + 19] === 0x5a && bytes[at + 20] === QUOTE;
    if (!marks || hour > 23 || minute > 59 || second > 59) this.unusual = true;
    this.at = at + 21;
    return dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000;
  }

  /** 2026-01-31, in milliseconds since 1970. */
  private day(at: number): number {
    const { bytes } = this;
    const year = this.two(at) * 100 + this.two(at + 2);
    const month = this.two(at + 5);
    const day = this.two(at + 8);
    // The last days of a month, and years of another century, are rare enough to be left to Date.
    if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d || year < 1970 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31) this.unusual = true;
    const leap = year % 4 === 0;
    if (day > 28 && day > (month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)) this.unusual = true;
    const years = year - 1970;
    const days = years * 365 + Math.floor((years + 1) / 4) + (DAYS_BEFORE[month] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
    return days * DAY_MS;
  }

  private two(at: number): number {
    const high = (this.bytes[at] ?? 0) - ZERO;
    const low = (this.bytes[at + 1] ?? 0) - ZERO;
    if (high < 0 || high > 9 || low < 0 || low > 9) this.unusual = true;
    return high * 10 + low;
  }

  /** A decimal without sign, of at most nine digits and six decimals, and its closing quote; see `decimals`. */
  amount(): number {
    const { bytes } = this;
    let at = this.at;
    let value = 0;
    const from = at;
    let digit = (bytes[at] ?? 0) - ZERO;
    for (; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    if (at === from || at - from > 9) this.unusual = true;
    let decimals = 0;
    if (bytes[at] === POINT) {
      at += 1;
      const point = at;
      for (digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
        value = value * 10 + digit;
        at += 1;
      }
      decimals = at - point;
      if (decimals === 0 || decimals > 6) this.unusual = true;
    }
    if (bytes[at] !== QUOTE) this.unusual = true;
    this.decimals = decimals;
    this.at = at + 1;
    return value;
  }

  /** An amount in the minor units of its currency. Where that would have to be rounded, the line is unusual. */
  minor(value: number, decimals: number, exponent: number): number {
    if (decimals <= exponent) return value * (POWERS[exponent - decimals] ?? Number.NaN);
    const divisor = POWERS[decimals - exponent] ?? Number.NaN;
    const minor = Math.floor(value / divisor);
    if (minor * divisor !== value) this.unusual = true;
    return minor;
  }

  /** A decimal as `amount`, and no zero in front. @returns where it ends without needless zeros. */
  price(): number {
    const from = this.at;
    this.amount();
    const { bytes } = this;
    if (bytes[from] === ZERO && bytes[from + 1] !== POINT && bytes[from + 1] !== QUOTE) this.unusual = true;
    let end = this.at - 1;
    if (this.decimals === 0) return end;
    while (bytes[end - 1] === ZERO) end -= 1;
    return bytes[end - 1] === POINT ? end - 1 : end;
  }

  /** Three capital letters and the closing quote, as one number. */
  currency(): number {
    const { bytes, at } = this;
    const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    if (a < 0x41 || a > 0x5a || b < 0x41 || b > 0x5a || c < 0x41 || c > 0x5a || bytes[at + 3] !== QUOTE) this.unusual = true;
    this.at = at + 4;
    return (a << 16) | (b << 8) | c;
  }

  /** @param currency as `currency` gives it. */
  exponentOf(currency: number): number {
    let exponent = this.exponents.get(currency);
    if (exponent === undefined) {
      exponent = currencyExponent(String.fromCharCode(currency >> 16, (currency >> 8) & 0xff, currency & 0xff));
      this.exponents.set(currency, exponent);
    }
    return exponent;
  }
}
