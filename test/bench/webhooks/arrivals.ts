// Two ways in which requests come. Open: each at its own time, whoever is still waiting; its delay counts from when it was
// due, so a server that stops for a second is seen by all who came meanwhile. Closed: so many connections, each with the
// next request when it has its answer: what a server can do at most.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';

export interface Answers {
  readonly sent: number;
  readonly answered2xx: number;
  /** Numbers of those that had another answer, or none. */
  readonly others: number[];
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly over4500Ms: number;
}

/** Shopify waits five seconds; less the way there and back. */
export const TOO_LATE_MS = 4_500;

function summary(delaysMs: readonly number[], sent: number, others: number[], seconds: number): Answers {
  const sorted = Float64Array.from(delaysMs).sort();
  const at = (share: number) => Number((sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0).toFixed(2));
  return {
    sent,
    answered2xx: sent - others.length,
    others,
    seconds: Number(seconds.toFixed(2)),
    perSecond: Math.round((sent - others.length) / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    over4500Ms: delaysMs.filter((ms) => ms > TOO_LATE_MS).length,
  };
}

/** At most so many connections; who comes when all are taken waits for one, and that counts. */
const MOST_CONNECTIONS = 250;

/** @param request makes request n. */
export async function openArrivals(port: number, perSecond: number, seconds: number, request: (n: number) => Buffer): Promise<Answers> {
  const all = Math.round(perSecond * seconds);
  const delaysMs: number[] = [];
  const others: number[] = [];
  const free: Connection[] = [];
  const waiting: number[] = [];
  let opened = 0;
  const connect = (): Connection | undefined => {
    if (opened === MOST_CONNECTIONS) return undefined;
    opened += 1;
    return new Connection(port);
  };
  const startedAt = performance.now() + 100;
  const dueAt = (n: number) => startedAt + (n * 1000) / perSecond;
  const begin = (n: number, connection: Connection) => {
    connection.send([request(n)], (status) => {
      delaysMs.push(performance.now() - dueAt(n));
      if (status === null || status < 200 || status > 299) others.push(n);
      const next = waiting.shift();
      if (next === undefined) free.push(connection);
      else begin(next, connection);
    });
  };
  for (let n = 0; n < all; ) {
    for (const now = performance.now(); n < all && dueAt(n) <= now; n += 1) {
      const connection = free.pop() ?? connect();
      if (!connection) waiting.push(n);
      else begin(n, connection);
    }
    await sleep(1);
  }
  while (delaysMs.length < all) await sleep(5);
  for (const connection of free) connection.end();
  return summary(delaysMs, all, others, (performance.now() - startedAt) / 1000);
}

/** @param request the parts of request n. */
export async function closedArrivals(port: number, connections: number, seconds: number, request: (n: number) => (string | Buffer)[]): Promise<Answers> {
  const delaysMs: number[] = [];
  const others: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, () => new Connection(port)).map(
      (connection) =>
        new Promise<void>((ended) => {
          const next = () => {
            const from = performance.now();
            if (from >= until) {
              connection.end();
              ended();
              return;
            }
            const n = sent;
            sent += 1;
            connection.send(request(n), (status) => {
              delaysMs.push(performance.now() - from);
              if (status === null || status < 200 || status > 299) others.push(n);
              next();
            });
          };
          next();
        }),
    ),
  );
  return summary(delaysMs, sent, others, (performance.now() - startedAt) / 1000);
}
