// A result file in blocks of whole lines, from a byte offset. Works on bytes: a line is given only once it is whole, so that a
// character cut in two by the network is never seen. Memory is one chunk and one line.

const NEWLINE = 0x0a;

export interface Block {
  /** Whole lines, each with its newline. */
  readonly bytes: Buffer;
  /** Offset in the file of the first of them. */
  readonly fromBytes: number;
  /** Offset behind the last. */
  readonly endBytes: number;
}

/**
 * @param chunks the file's bytes from `fromBytes` on.
 * @param fileBytes the size of the whole file where it is known: then a last line without newline is whole too.
 */
export async function* readBlocks(chunks: AsyncIterable<Uint8Array>, fromBytes: number, fileBytes: number | null): AsyncGenerator<Block> {
  let begun: Buffer[] = [];
  let position = fromBytes;
  const block = (bytes: Buffer): Block => {
    const from = position;
    position += bytes.byteLength;
    return { bytes, fromBytes: from, endBytes: position };
  };
  for await (const raw of chunks) {
    const chunk = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    const last = chunk.lastIndexOf(NEWLINE);
    let start = 0;
    if (last >= 0 && begun.length > 0) {
      start = chunk.indexOf(NEWLINE) + 1;
      yield block(Buffer.concat([...begun, chunk.subarray(0, start)]));
      begun = [];
    }
    if (last >= start) yield block(chunk.subarray(start, last + 1));
    if (last + 1 < chunk.byteLength) begun.push(Buffer.from(chunk.subarray(last + 1)));
  }
  const rest = Buffer.concat(begun);
  if (rest.byteLength > 0 && fileBytes !== null && position + rest.byteLength === fileBytes) {
    yield { bytes: Buffer.concat([rest, Buffer.of(NEWLINE)]), fromBytes: position, endBytes: fileBytes };
  }
}
