// Sends webhooks, in a process of its own: a line of JSON says how, a line of JSON tells what came of it.
import { answerLines } from '../measure/answer-lines.ts';
import { type Answers, closedArrivals, openArrivals } from './arrivals.ts';
import { headOf, idsOf, largeBody, orderWebhook, type Sender } from './made-webhook.ts';

export interface Load extends Sender {
  readonly port: number;
  readonly seconds: number;
  /** Open: orders of about two kilobytes, each due at its own time. */
  readonly perSecond?: number;
  /** So that two runs tell of different orders. */
  readonly from?: number;
  /** Closed: so many connections, bodies of exactly so many bytes, signed beforehand. */
  readonly connections?: number;
  readonly bodyBytes?: number;
}

const DIFFERENT_BODIES = 64;

async function send(load: Load): Promise<Answers> {
  const { port, seconds, perSecond, connections, bodyBytes, shops, secret, run } = load;
  if (perSecond !== undefined) return openArrivals(port, perSecond, seconds, (n) => orderWebhook(load, n, load.from ?? 0, Date.now()));
  const ready = Array.from({ length: DIFFERENT_BODIES }, (_, seed) => {
    const body = largeBody(bodyBytes ?? 0, seed);
    return { head: headOf('orders/updated', shops[seed % shops.length] ?? '', body, secret), body };
  });
  return closedArrivals(port, connections ?? 1, seconds, (n) => {
    const { head, body } = ready[n % DIFFERENT_BODIES] ?? { head: '', body: Buffer.alloc(0) };
    return [`${head}${idsOf(run, n)}\r\n`, body];
  });
}

await answerLines({ generator: 'webhooks' }, (line) => send(JSON.parse(line) as Load));
