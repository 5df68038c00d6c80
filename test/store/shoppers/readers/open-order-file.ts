// Opens a file of orders as text, unpacking gzip by its content and refusing what cannot be text.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, gunzipSync, constants } from 'node:zlib';
import { OrderFileError } from './order-file-error.ts';

const BYTES_LOOKED_AT = 64 * 1024;

export interface OrderFile {
  /** The file's name as messages show it. */
  readonly name: string;
  /** The first 64 KiB of text, without byte-order mark. */
  readonly head: string;
  /** The whole file, unpacked, from its beginning; each call opens it anew. */
  stream(): Readable;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

async function firstBytes(file: string, name: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) throw new OrderFileError({ file: name }, `there is no such file (looked for ${path.resolve(file)})`);
    throw error;
  });
  try {
    if ((await handle.stat()).isDirectory()) throw new OrderFileError({ file: name }, 'this is a folder; expected a file of orders');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BYTES_LOOKED_AT), 0, BYTES_LOOKED_AT, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function refuseBinary(bytes: Buffer, name: string): void {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3) {
    throw new OrderFileError({ file: name, line: 1 }, 'this is a zip archive or an Excel workbook; expected text. Save the sheet as "CSV UTF-8" and use that file');
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new OrderFileError({ file: name, line: 1 }, 'this is UTF-16 text; expected UTF-8. Save the file as "CSV UTF-8"');
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const line = bytes.subarray(0, zero).toString('latin1').split('\n').length;
    throw new OrderFileError({ file: name, line }, `the file is binary (a zero byte at position ${zero}); expected UTF-8 text, plain or packed with gzip`);
  }
}

/** @throws OrderFileError when the file is missing, empty, binary or a broken gzip. */
export async function openOrderFile(file: string): Promise<OrderFile> {
  const name = path.basename(file);
  const raw = await firstBytes(file, name);
  const packed = raw[0] === 0x1f && raw[1] === 0x8b;
  let bytes = raw;
  if (packed) {
    try {
      bytes = gunzipSync(raw, { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      throw new OrderFileError({ file: name, line: 1 }, 'the file begins like gzip but cannot be unpacked; is the download complete?');
    }
  }
  refuseBinary(bytes, name);
  const head = bytes.subarray(0, BYTES_LOOKED_AT).toString('utf8').replace(/^\uFEFF/, '');
  if (head.trim() === '') throw new OrderFileError({ file: name, line: 1 }, 'the file is empty; expected orders');
  return {
    name,
    head,
    stream() {
      const source = createReadStream(file);
      if (!packed) return source;
      // pipeline carries an error of the source to the reader of the unpacked stream, which then throws it.
      return pipeline(source, createGunzip(), () => undefined);
    },
  };
}
