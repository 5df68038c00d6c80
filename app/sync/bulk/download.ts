// The result file from where we stopped. Addresses expire, connections break: all that is the caller's RetryLater.
import { RetryLater } from '../../domain/outcomes.ts';
import { shopifyFetch } from '../../shopify/fetch.ts';

export interface Download {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size of the whole file, where the server says it. */
  readonly fileBytes: number | null;
}

/** The address is no good any more: ask Shopify for it again. */
export class AddressExpired extends RetryLater {
  constructor(status: number) {
    super(1_000, `the result file's address answered ${status}`);
  }
}

/** @throws AddressExpired, RetryLater. The chunks end early, or throw, when the connection breaks. */
export async function download(url: string, fromBytes: number, signal: AbortSignal): Promise<Download> {
  let response: Response;
  try {
    response = await shopifyFetch(url, { signal, headers: fromBytes > 0 ? { range: `bytes=${fromBytes}-` } : {} });
  } catch (error) {
    throw new RetryLater(2_000, 'the result file could not be reached', { cause: error });
  }
  const { status, headers } = response;
  // Node's streams can be iterated; the DOM's types do not say so.
  const body = response.body as (ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) | null;
  if (status === 206 && body) return { chunks: body, fileBytes: sizeInRange(headers.get('content-range'), fromBytes) };
  if (status === 200 && body) return { chunks: skip(body, fromBytes), fileBytes: sizeOf(headers) };
  await body?.cancel();
  // Nothing is left behind the offset: the file is at its end.
  if (status === 416) return { chunks: nothing(), fileBytes: sizeInRange(headers.get('content-range'), null) };
  if (status === 403 || status === 404 || status === 410) throw new AddressExpired(status);
  throw new RetryLater(5_000, `the result file answered ${status}`);
}

/** A compressed answer's length is not the file's. */
function sizeOf(headers: Headers): number | null {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return headers.has('content-encoding') || !Number.isSafeInteger(length) ? null : length;
}

/** "bytes 100-199/200" → 200. */
function sizeInRange(contentRange: string | null, fromBytes: number | null): number | null {
  const parts = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(contentRange ?? '');
  if (fromBytes !== null && parts?.[1] !== undefined && Number(parts[1]) !== fromBytes) throw new RetryLater(2_000, `asked for bytes from ${fromBytes}, was given ${contentRange}`);
  return parts?.[2] && parts[2] !== '*' ? Number(parts[2]) : null;
}

/** A server that knows no ranges sends all of it again. */
async function* skip(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left >= chunk.byteLength) left -= chunk.byteLength;
    else {
      yield left > 0 ? chunk.subarray(left) : chunk;
      left = 0;
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}
