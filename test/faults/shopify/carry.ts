// Carries a request to the store and its answer back, in virtual time.
import { world } from '../clock/world.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

export type NetworkFault =
  /** No connection comes about. */
  | { readonly kind: 'no-connection' }
  /** The request, or its answer, is lost; nobody says so. `effect`: whether it was done, and how much later than it came. */
  | { readonly kind: 'silence'; readonly effect: 'none' | 'done' | { readonly laterMs: number } }
  /** The answer breaks off after this share of it, as an error of the connection or as if it were complete. */
  | { readonly kind: 'cut'; readonly share: number; readonly noticed: boolean };

/** Whoever sets no limit of their own waits so long (undici's own limit for headers). */
const LONGEST_WAIT_MS = 300_000;

function broken(bytes: Buffer): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent || bytes.length === 0) controller.error(new TypeError('terminated'));
        else controller.enqueue(new Uint8Array(bytes));
        sent = true;
      },
    },
    { highWaterMark: 0 },
  );
}

function responseOf({ status, headers, body }: PlainAnswer, fault: NetworkFault | null): Response {
  const bytes = Buffer.from(body);
  if (fault?.kind !== 'cut') return new Response(new Uint8Array(bytes), { status, headers });
  const part = bytes.subarray(0, Math.floor(bytes.length * fault.share));
  return new Response(fault.noticed ? broken(part) : new Uint8Array(part), { status, headers });
}

export function carry(effect: () => Promise<PlainAnswer>, fault: NetworkFault | null, signal: AbortSignal | undefined): Promise<Response> {
  const { clock } = world();
  const wayMs = () => world().between('latency', 10, 120);
  return new Promise<Response>((resolve, reject) => {
    const give = () => reject((signal?.reason as Error | undefined) ?? new DOMException('This operation was aborted', 'AbortError'));
    if (signal?.aborted) return give();
    signal?.addEventListener('abort', give, { once: true });
    const lost = () => void clock.after(LONGEST_WAIT_MS, () => reject(new TypeError('fetch failed')));
    if (fault?.kind === 'no-connection') return void clock.after(10_000, () => reject(new TypeError('fetch failed')));
    if (fault?.kind === 'silence') {
      lost();
      if (fault.effect === 'none') return;
      clock.after(fault.effect === 'done' ? wayMs() : wayMs() + fault.effect.laterMs, () => void effect());
      return;
    }
    clock.after(wayMs(), () => {
      effect().then((answer) => void clock.after(wayMs(), () => resolve(responseOf(answer, fault))), reject);
    });
  });
}
