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

/** Jobs as a part of a larger statement; in front of it, and in it. */
export interface JobClause {
  /** Parts of its WITH. */
  readonly parts: string;
  /** A condition that is always true. Where it is asked, the jobs' being there is announced. */
  readonly announced: string;
}

/**
 * The statement by which the queue itself adds jobs, each to be done at once, to be put into one that writes what they are about.
 * What is already waiting is left as it is. Jobs are added in one
 * order everywhere, so that two statements never wait for each other.
 *
 * @param payloads SQL: a query of one column "payload", each a payload as JSON.stringify writes it.
 */
export async function jobClause(name: JobName, payloads: string): Promise<JobClause> {
  const taken: string[] = [];
  await boss().insert(name, [{ data: {} }], {
    db: {
      executeSql: async (text) => {
        taken.push(text);
        return Promise.resolve({ rows: [] });
      },
    },
  });
  const [, parts, answer] = /^\s*WITH ([\s\S]*\)\s*)(SELECT id FROM ins\b[\s\S]*)$/.exec(taken[0] ?? '') ?? [];
  if (taken.length !== 1 || parts?.split(PARAMETER).length !== 2) throw new Error('The queue adds jobs by a statement that is not known here.');
  const jobs = `(select coalesce(json_agg(json_build_object('data', payload::json, 'singletonKey', payload) order by payload), '[]') from (${payloads}) payloads)`;
  return { parts: `${parts.replace(PARAMETER, () => jobs)}, enqueued as (${answer})`, announced: '(select count(*) from enqueued) >= 0' };
}

const PARAMETER = '$1::text::json';
