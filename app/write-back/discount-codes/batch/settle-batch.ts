// Many codes at once: one discount for the customers of all of them, made with the first code, the others added in one call.
// The batch is a short cut and nothing else. A code that does not come of it is made on its own (settle-code.ts), always the same
// code, and a code is unique in its shop: so neither a lost answer, nor half a result, nor a late one can make a second.
import { RetryLater } from '../../../domain/outcomes.ts';
import { log } from '../../../log.server.ts';
import { enqueue } from '../../../queue/enqueue.ts';
import type { JobContracts } from '../../../queue/job-contracts.ts';
import type { CodeIntent } from '../../../records/code-intents.ts';
import { inShop } from '../../../records/db.ts';
import { requireShopById } from '../../../records/shops.ts';
import * as batches from '../../../records/write-back/code-batches.ts';
import { type AdminClient, adminClient } from '../../../shopify/admin-client.ts';
import { EffectUnknown } from '../../../shopify/admin/errors.ts';
import { createSharedDiscount } from '../create-discount.ts';
import { batchTitle } from '../find-discount.ts';
import { LATE_EFFECT_MS } from '../late-effect.ts';
import { lookUpCode } from '../look-up-code.ts';
import { addCodes, areCodesAdded } from './add-codes.ts';

/** Longer than 250 look-ups. */
const HOLD_MS = 120_000;
const CLIENT_LIMITS = { timeoutMs: 10_000, queryRetriesMs: [500], throttledWaitMs: 10_000 };
const MOST_ATTEMPTS = 5;
const POLL_MS = 2_000;
/** Codes are added within seconds; what is not there by then is looked up, and made on its own. */
const MOST_ADDING_MS = 600_000;

type Batch = batches.CodeBatch;

/** @throws RetryLater while it is not settled. */
export async function settleBatch(payload: JobContracts['settle-code-batch']): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const claim = await batches.claimBatch(shopId, BigInt(payload.batchId), HOLD_MS);
  if (claim.outcome === 'nothing-to-do') return;
  if (claim.outcome === 'busy') throw new RetryLater(claim.freeInMs, `batch ${payload.batchId} is being settled by another process`);
  try {
    const { domain } = await requireShopById(shopId);
    const client = await adminClient(domain, CLIENT_LIMITS);
    const shared = claim.batch.discountGid ?? (await makeDiscount(client, claim.batch));
    if (shared) await fillDiscount(client, claim.batch, shared);
    await endBatch(claim.batch);
  } finally {
    await batches.releaseBatch(claim.batch);
  }
}

const lost = ({ batchId }: Batch) => new RetryLater(1_000, `batch ${batchId} is no longer ours to settle`);

/** @returns null where no discount can be had: then each code is made on its own. */
async function makeDiscount(client: AdminClient, batch: Batch): Promise<string | null> {
  let attempts = batch.attempts;
  let asked = batch.attemptedAt !== null;
  for (;;) {
    const members = await batches.readMembers(batch);
    const [first] = members;
    if (!first || members.length < 2) return null;
    if (asked) {
      const found = await lookUpCode(client, first.code);
      if (found?.title === batchTitle(batch.batchId)) {
        await batches.noteDiscount(batch, found.discountGid);
        return found.discountGid;
      }
      if (found) {
        await makeAlone(first);
        asked = false;
        continue;
      }
    }
    if (first.state !== 'planned') {
      if (asked) return null;
      await makeAlone(first);
      continue;
    }
    // An attempt that comes late makes the first code only: on its own it would be found there.
    if (attempts >= MOST_ATTEMPTS || first.endsAt.getTime() <= Date.now()) return null;
    if (!(await batches.noteDiscountAsked(batch, first.code, HOLD_MS))) throw lost(batch);
    attempts += 1;
    asked = true;
    const made = await attemptDiscount(client, batch, members.filter(({ state }) => state === 'planned'), attempts);
    if (made.outcome === 'refused') return null;
    if (made.outcome === 'taken') continue;
    await batches.noteDiscount(batch, made.discountGid);
    return made.discountGid;
  }
}

async function attemptDiscount(client: AdminClient, { batchId }: Batch, members: readonly CodeIntent[], attempts: number) {
  try {
    const made = await createSharedDiscount(client, batchId, members);
    if (made.outcome === 'unclear') throw new RetryLater(1_000 * 2 ** attempts, `batch ${batchId}: ${made.message}`);
    if (made.outcome === 'refused') log().warn({ batchId, why: made.message }, 'Shopify refused the shared discount; its codes are made one by one');
    return made;
  } catch (cause) {
    if (!(cause instanceof EffectUnknown)) throw cause;
    throw new RetryLater(1_000 * 2 ** attempts, `batch ${batchId}: ${cause.message}`, { cause });
  }
}

async function fillDiscount(client: AdminClient, batch: Batch, discountGid: string): Promise<void> {
  const all = await batches.readMembers(batch);
  const [first] = all;
  const members = all.filter(({ state, discountGid: known }) => state === 'planned' || ((state === 'revoking' || state === 'reissuing') && known === null));
  const toAdd = members.filter(({ code, state }) => code !== first?.code && state === 'planned').map(({ code }) => code);
  let { creationGid, addedAt } = batch;
  if (!addedAt && toAdd.length > 0) {
    if (!(await batches.noteCodesAsked(batch, toAdd, HOLD_MS))) throw lost(batch);
    addedAt = new Date();
    creationGid = await addCodes(client, discountGid, toAdd);
    if (creationGid) await batches.noteCreation(batch, creationGid);
  }
  const ageMs = addedAt ? Date.now() - addedAt.getTime() : 0;
  if (creationGid && ageMs < MOST_ADDING_MS && !(await areCodesAdded(client, creationGid))) throw new RetryLater(POLL_MS, `batch ${batch.batchId}: its codes are being added`);
  let absent = 0;
  for (const member of members) absent += (await reconcile(client, batch, member)) ? 0 : 1;
  // The job's id was lost, or the request never arrived: its codes may still come.
  if (absent > 0 && addedAt && !creationGid && ageMs < LATE_EFFECT_MS) throw new RetryLater(Math.min(LATE_EFFECT_MS - ageMs, 30_000), `batch ${batch.batchId}: ${absent} codes may still come to be`);
}

/** @returns false where the code is not there. */
async function reconcile(client: AdminClient, batch: Batch, member: CodeIntent): Promise<boolean> {
  const found = await lookUpCode(client, member.code);
  if (!found) return false;
  if (found.title === batchTitle(batch.batchId)) await batches.noteMemberCreated(batch, member, found.discountGid);
  else await makeAlone(member);
  return true;
}

async function makeAlone(member: CodeIntent): Promise<void> {
  const { shopId, intentKey } = member;
  await inShop(shopId, async (tx) => {
    // A reward that was taken back meanwhile keeps its batch, and is settled as what it is.
    if (await batches.releaseMember(tx, member)) await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    else await tx.codeIntent.updateMany({ where: { shopId, intentKey, code: member.code }, data: { batchId: null } });
  });
}

async function endBatch(batch: Batch): Promise<void> {
  await inShop(batch.shopId, async (tx) => {
    for (const intentKey of await batches.noteBatchDone(tx, batch)) await enqueue(tx, 'settle-code', { shopId: batch.shopId.toString(), intentKey });
  });
}
