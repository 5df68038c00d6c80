// A result file as lines, from a byte offset. Works on bytes: a line is turned into text only once it is whole, so that a
// character cut in two by the network is never seen. Memory is one chunk and one line.

const NEWLINE = 0x0a;

export interface FileLine {
  readonly text: string;
  /** Offset in the file just behind this line and its newline: where to go on once it is stored. */
  readonly endBytes: number;
}

/**
 * @param chunks the file's bytes from `fromBytes` on.
 * @param fileBytes the size of the whole file where it is known: then a last line without newline is whole too.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, fromBytes: number, fileBytes: number | null): AsyncGenerator<FileLine> {
  let begun: Buffer[] = [];
  let position = fromBytes;
  for await (const raw of chunks) {
    const chunk = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      const line = begun.length > 0 ? Buffer.concat([...begun, piece]) : piece;
      begun = [];
      position += line.byteLength + 1;
      start = end + 1;
      if (line.byteLength > 0) yield { text: line.toString('utf8'), endBytes: position };
    }
    if (start < chunk.byteLength) begun.push(Buffer.from(chunk.subarray(start)));
  }
  const rest = Buffer.concat(begun);
  if (rest.byteLength > 0 && fileBytes !== null && position + rest.byteLength === fileBytes) yield { text: rest.toString('utf8'), endBytes: fileBytes };
}
