// A job is enqueued inside the caller's transaction: it exists exactly when what it is about exists.
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { fromPrisma } from 'pg-boss';
import type { ShopTx } from '../records/db.ts';
import { boss } from './boss.ts';
import type { JobContracts, JobName } from './job-contracts.ts';

export interface EnqueueOptions {
  /** Not before this many milliseconds from now. */
  afterMs?: number;
  /** Jobs of the same name and key are one piece of work. Default: the whole payload. */
  key?: string;
}

type Within = ShopTx | PoolClient | undefined;

function adapter(within: Within) {
  if (!within) return undefined;
  if ('$queryRawUnsafe' in within) return fromPrisma(within);
  return { executeSql: (text: string, values?: unknown[]) => within.query({ name: nameOf(text), text, values }) };
}

const names = new Map<string, string>();

/** pg-boss sends long statements, few in number: each connection has each planned once. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `queue-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  names.set(text, name);
  return name;
}

/**
 * @param within the transaction that the job belongs to; undefined for a job that depends on nothing uncommitted.
 * @returns false when the same work is already waiting.
 */
export async function enqueue<N extends JobName>(within: Within, name: N, payload: JobContracts[N], options: EnqueueOptions = {}): Promise<boolean> {
  const db = adapter(within);
  const id = await boss().send(name, payload, {
    singletonKey: options.key ?? JSON.stringify(payload),
    ...(options.afterMs ? { startAfter: new Date(Date.now() + options.afterMs) } : {}),
    ...(db ? { db } : {}),
  });
  return id !== null;
}

/** Many jobs of one name, each at once, in one statement. What is already waiting is left as it is. */
export async function enqueueAll<N extends JobName>(within: Within, name: N, payloads: readonly JobContracts[N][]): Promise<void> {
  const db = adapter(within);
  await boss().insert(name, payloads.map((data) => ({ data, singletonKey: JSON.stringify(data) })), db ? { db } : {});
}
