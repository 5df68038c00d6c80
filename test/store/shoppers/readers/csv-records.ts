// The records of a CSV file, one after the other, each with the line it begins on.
import { parse, CsvError } from 'csv-parse';
import { pipeline } from 'node:stream';
import type { OrderFile } from './open-order-file.ts';
import { OrderFileError, quoted } from './order-file-error.ts';

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Where the record begins; 1 is the first line. A quoted field may hold further lines. */
  readonly line: number;
}

function explained(error: CsvError, file: string): OrderFileError {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : undefined;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new OrderFileError({ file, line }, 'a quoted field is not closed; expected a closing " before the end of the file');
  if (error.code === 'CSV_INVALID_CLOSING_QUOTE' || error.code === 'INVALID_OPENING_QUOTE') {
    return new OrderFileError({ file, line }, 'a " stands inside a field; expected it doubled ("") and the whole field in quotes');
  }
  return new OrderFileError({ file, line }, error.message);
}

/** @throws OrderFileError where the quoting is broken or the packed file ends too early. */
export async function* csvRecords(file: OrderFile): AsyncGenerator<CsvRecord> {
  const parser = pipeline(file.stream(), parse({ bom: true, info: true, relax_column_count: true }), () => undefined);
  let line = 1;
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: { lines: number } };
      if (record.length > 1 || record[0]?.trim() !== '') yield { fields: record, line };
      line = info.lines + 1;
    }
  } catch (error) {
    if (error instanceof CsvError) throw explained(error, file.name);
    if (error instanceof Error && 'code' in error && (error.code === 'Z_BUF_ERROR' || error.code === 'Z_DATA_ERROR')) {
      throw new OrderFileError({ file: file.name, line }, `the packed file cannot be unpacked beyond this line (${error.message}); is the download complete?`);
    }
    throw error;
  }
}

/** The line that a field of a record begins on, counting the line breaks inside the quoted fields before it. */
function lineOfField(record: CsvRecord, position: number): number {
  const before = record.fields.slice(0, position).join('');
  return record.line + (before.match(/\r\n|\n|\r/g)?.length ?? 0);
}

/** The columns of a file with a header, by any of their accepted names, whatever their order. */
export class Columns<Name extends string> {
  readonly file: string;
  private readonly positions: ReadonlyMap<Name, number>;
  private readonly header: CsvRecord;

  /** @throws OrderFileError when a required column is missing. */
  constructor(file: string, header: CsvRecord, accepted: Readonly<Record<Name, readonly string[]>>, required: readonly Name[]) {
    this.file = file;
    this.header = header;
    const found = header.fields.map((name) => name.trim().toLowerCase());
    const positions = new Map<Name, number>();
    for (const name of Object.keys(accepted) as Name[]) {
      const position = found.findIndex((field) => accepted[name].some((spelling) => spelling.toLowerCase() === field));
      if (position >= 0) positions.set(name, position);
    }
    for (const name of required) {
      if (positions.has(name)) continue;
      const spelling = accepted[name][0] ?? name;
      throw new OrderFileError({ file, line: header.line, column: spelling }, `the column is missing; the header has ${header.fields.map((field) => quoted(field.trim())).join(', ')}`);
    }
    this.positions = positions;
  }

  /** A field's text; empty where the file has no such column. */
  text(record: CsvRecord, name: Name): string {
    const position = this.positions.get(name);
    return position === undefined ? '' : (record.fields[position] ?? '').trim();
  }

  /** @throws OrderFileError where the record has more or fewer fields than the header. */
  checkWidth(record: CsvRecord): void {
    if (record.fields.length === this.header.fields.length) return;
    throw new OrderFileError({ file: this.file, line: record.line }, `the line has ${record.fields.length} columns; expected ${this.header.fields.length}, as the header has`);
  }

  /** A field read by `read`, or an error that says what was expected. */
  read<T>(record: CsvRecord, name: Name, read: (text: string) => T | null, expected: string): T {
    const text = this.text(record, name);
    const value = read(text);
    if (value === null) throw this.wrong(record, name, expected);
    return value;
  }

  /** As `read`, but an empty field is null. */
  readIfAny<T>(record: CsvRecord, name: Name, read: (text: string) => T | null, expected: string): T | null {
    return this.text(record, name) === '' ? null : this.read(record, name, read, expected);
  }

  wrong(record: CsvRecord, name: Name, expected: string): OrderFileError {
    const position = this.positions.get(name) ?? 0;
    const place = { file: this.file, line: lineOfField(record, position), column: this.header.fields[position]?.trim() ?? name };
    const text = this.text(record, name);
    return new OrderFileError(place, text === '' ? `the field is empty; expected ${expected}` : `${quoted(text)} is not ${expected}`);
  }
}
