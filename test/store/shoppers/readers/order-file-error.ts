// A file of orders that cannot be read: the message names the place and what was expected there.

export interface Place {
  readonly file: string;
  /** 1 is the first line. */
  readonly line?: number;
  /** The column's header, or its position where the file has none. */
  readonly column?: string;
}

/** Thrown for every defect of the file itself; anything else that a reader throws is a bug. */
export class OrderFileError extends Error {
  readonly place: Place;
  constructor(place: Place, problem: string) {
    const at = [place.file, place.line ? `line ${place.line}` : '', place.column ? `column "${place.column}"` : ''].filter(Boolean).join(', ');
    super(`${at}: ${problem}`);
    this.name = 'OrderFileError';
    this.place = place;
  }
}

/** A value as it may be quoted in a message: one line, not too long. */
export function quoted(value: string): string {
  const oneLine = value.replaceAll(/\s+/g, ' ');
  return JSON.stringify(oneLine.length > 60 ? `${oneLine.slice(0, 57)}…` : oneLine);
}
