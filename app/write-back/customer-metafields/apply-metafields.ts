// Writes what is planned, or goes on with what was broken off, as long as nobody stops it. Never by bulk mutation: 100,000 changed
// customers are 140,000 points, 23 minutes on the smallest plan, where their tags are 5½ hours. Bulk mutations answer to no published
// rate, and a shop has five at a time, which its tag sweeps need more.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerField } from '../../domain/segments/plan-customer-fields.ts';
import { RetryLater } from '../../domain/outcomes.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { requireShopById } from '../../records/shops.ts';
import { putBackFields, recordFieldOutcomes, type TakenFields, takeFields } from '../../records/write-back/metafields/changes.ts';
import { claimMetafieldRun, finishMetafieldRun, getMetafieldRun, releaseMetafieldRun, renewMetafieldRun } from '../../records/write-back/metafields/runs.ts';
import { type AdminClient, adminClient } from '../../shopify/admin-client.ts';
import { keepClaim } from '../keep-claim.ts';
import { packCalls } from './pack-calls.ts';
import { MOST_DELETIONS, sendFields } from './send-fields.ts';

/** Renewed all the time; a worker that dies holds the run up for no longer. */
const HOLD_MS = 30_000;
/** Ten full calls of one field a customer: so many that calls are filled, so few that a stop and the urgent wait 3.5 s at most on the smallest plan. */
const CHUNK = 250;
/** Calls under way at once: 35 points each and half a second for an answer use 700 points a second. */
const SIDE_BY_SIDE = 10;
const PLANNING_MS = 500;

/** The job. @throws RetryLater while another process is at it. */
export async function applyMetafields({ shopId }: JobContracts['apply-metafields'], { signal }: JobContext): Promise<void> {
  const result = await applyIfFree(BigInt(shopId), signal);
  if (result.outcome === 'busy') throw new RetryLater(result.freeInMs, `the metafields of shop ${shopId} are being written by another process`);
}

/** `busy`: another process is at it, and takes up whatever is planned meanwhile. @throws what AdminClient.request throws. */
export async function applyIfFree(shopId: ShopId, signal: AbortSignal): Promise<{ outcome: 'over' } | { outcome: 'busy'; freeInMs: number }> {
  if (!(await claimMetafieldRun(shopId, HOLD_MS))) {
    const run = await getMetafieldRun(shopId);
    if (!run || run.finishedAt) return { outcome: 'over' };
    return { outcome: 'busy', freeInMs: Math.max(1_000, (run.claimedUntil?.getTime() ?? 0) - Date.now()) };
  }
  const letGo = keepClaim(() => renewMetafieldRun(shopId, HOLD_MS), HOLD_MS, { shopId: shopId.toString() });
  try {
    const { domain } = await requireShopById(shopId);
    const client = await adminClient(domain);
    await putBackFields(shopId);
    while (!signal.aborted) {
      const chunk = await takeFields(shopId, CHUNK);
      if (chunk.length > 0) await sendChunk(client, shopId, chunk, signal);
      else if (await finishMetafieldRun(shopId)) return { outcome: 'over' };
      // What waits is being planned anew just now.
      else await sleep(PLANNING_MS);
    }
    throw new RetryLater(0, 'the worker stops');
  } finally {
    letGo();
    await releaseMetafieldRun(shopId);
  }
}

interface Call {
  readonly how: 'set' | 'delete';
  readonly customers: readonly TakenFields[];
}

/** The customers with those fields alone that the call is about; without whom it has nothing to say to. */
function withFields(chunk: readonly TakenFields[], wanted: (customer: TakenFields, field: CustomerField) => boolean): TakenFields[] {
  return chunk.map((customer) => ({ ...customer, fields: customer.fields.filter((field) => wanted(customer, field)) })).filter(({ fields }) => fields.length > 0);
}

function* deletions(customers: readonly TakenFields[]): Generator<Call> {
  // Three fields a customer at most.
  const each = Math.floor(MOST_DELETIONS / 3);
  for (let from = 0; from < customers.length; from += each) yield { how: 'delete', customers: customers.slice(from, from + each) };
}

function callsOf(chunk: readonly TakenFields[]): Call[] {
  const sets = packCalls(withFields(chunk, ({ to }, field) => to[field] !== null));
  const gone = withFields(chunk, ({ to }, field) => to[field] === null);
  return [...sets.map((customers): Call => ({ how: 'set', customers })), ...deletions(gone)];
}

async function sendChunk(client: AdminClient, shopId: ShopId, chunk: readonly TakenFields[], signal: AbortSignal): Promise<void> {
  const calls = callsOf(chunk);
  let obstacle: Error | undefined;
  const lane = async () => {
    for (let call = calls.shift(); call && !obstacle && !signal.aborted; call = calls.shift()) {
      try {
        const outcomes = await sendFields(client, call.how, call.customers, signal);
        await inShopBulk(shopId, (connection) => recordFieldOutcomes(connection, shopId, outcomes));
      } catch (error) {
        obstacle = error instanceof Error ? error : new Error('metafields could not be written', { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  // Planned anew to what is there already: nothing was to be sent.
  const unchanged = chunk.filter(({ fields }) => fields.length === 0);
  if (unchanged.length > 0) await inShopBulk(shopId, (connection) => recordFieldOutcomes(connection, shopId, unchanged.map(({ customerId, to }) => ({ customerId, written: [], to }))));
  // Whoever was not answered waits again.
  await putBackFields(shopId, chunk.map(({ customerId }) => customerId));
  if (obstacle) throw obstacle;
}
