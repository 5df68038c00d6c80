// One intent, one redeemable code: through crashes, lost answers, throttling and repetition. The order of the steps is the
// proof. Before Shopify is asked, the attempt is on record; whenever there was an attempt, the code is looked up before it
// is asked for again; and it is always the same code. So a second one cannot come to be.
import { AskMerchant, RetryLater } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { CodeIntent } from '../../records/code-intents.ts';
import { requireShopById } from '../../records/shops.ts';
import { claimIntent, noteAttempt, noteCreated, noteFailed, noteNoEffect, noteObstacle, releaseIntent, requireIntent, takeNextCode } from '../../records/write-back/code-claims.ts';
import { type AdminClient, adminClient } from '../../shopify/admin-client.ts';
import { EffectUnknown } from '../../shopify/admin/errors.ts';
import { createDiscount } from './create-discount.ts';
import { deactivateDiscount } from './deactivate-discount.ts';
import { findDiscount } from './find-discount.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { settleReissue } from './settle-reissue.ts';
import { settleRevocation } from './settle-revocation.ts';

/** Longer than one look-up with its repetition and one creation; a worker that dies holds the intent up for no longer. */
const HOLD_MS = 45_000;
const CLIENT_LIMITS = { timeoutMs: 10_000, queryRetriesMs: [500], throttledWaitMs: 10_000 };
/** Then the merchant is told, and may ask again. With the waits below: after about 25 minutes. */
const MOST_ATTEMPTS = 12;

const waitMs = (attempts: number) => Math.min(300_000, 1_000 * 2 ** attempts);

/** @throws RetryLater while it is not settled. */
export async function settleCode(payload: JobContracts['settle-code']): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const claim = await claimIntent(shopId, payload.intentKey, HOLD_MS);
  if (claim.outcome === 'nothing-to-do') return;
  if (claim.outcome === 'busy') throw new RetryLater(claim.freeInMs, `${payload.intentKey} is being settled by another process`);
  const { intent } = claim;
  try {
    const { domain } = await requireShopById(shopId);
    const client = await adminClient(domain, CLIENT_LIMITS);
    if (intent.state === 'revoking') {
      await settleRevocation(client, intent);
    } else {
      const wanted = intent.state === 'reissuing' ? await settleReissue(client, intent) : intent;
      if (wanted) await settleCreation(client, wanted);
    }
    await enqueue(undefined, 'write-metafields', { shopId: payload.shopId, reason: 'offers', customerIds: [intent.customerId.toString()] });
  } catch (error) {
    if (error instanceof AskMerchant) await noteObstacle(intent, error.code);
    throw error;
  } finally {
    await releaseIntent(intent);
  }
}

async function settleCreation(client: AdminClient, claimed: CodeIntent): Promise<void> {
  let intent = claimed;
  let unclear: RetryLater | null = null;
  for (;;) {
    if (intent.attemptedAt) {
      const found = await findDiscount(client, intent);
      if (found.outcome === 'ours' && !(found.ended && intent.endsAt.getTime() > Date.now())) {
        await noteCreated(intent, found.discountGid);
        return;
      }
      // Changed by hand, or ended before its time: the merchant's word counts.
      if (found.outcome === 'ours' || found.outcome === 'altered') return noteFailed(intent, 'altered');
      if (found.outcome === 'foreign') intent = await nextCode(intent);
      else if (unclear) throw unclear;
    }
    if (await isOver(intent)) return;
    const before = intent.attemptedAt;
    if (!(await noteAttempt(intent, HOLD_MS))) throw new RetryLater(1_000, `${intent.intentKey} is no longer ours to settle`);
    intent = { ...intent, attempts: intent.attempts + 1, attemptedAt: new Date() };
    unclear = await attempt(client, intent, before);
    if (!unclear) return;
  }
}

async function nextCode(intent: CodeIntent): Promise<CodeIntent> {
  const next = await takeNextCode(intent);
  if (!next) throw new RetryLater(1_000, `${intent.intentKey} is no longer ours to settle`);
  return next;
}

/** Ends the intent where no code is wanted any more, or none can be had. Only ever after the look-up found none. */
async function isOver(intent: CodeIntent): Promise<boolean> {
  const expired = intent.endsAt.getTime() <= Date.now();
  if (!expired && intent.attempts < MOST_ATTEMPTS) return false;
  waitForLateEffect(intent, intent.attemptedAt);
  await noteFailed(intent, expired ? 'expired' : 'unreachable');
  return true;
}

/** @throws RetryLater while an attempt of that time, of which nothing is known, may still make the code. */
function waitForLateEffect({ intentKey }: CodeIntent, attemptedAt: Date | null): void {
  const waitMs = (attemptedAt?.getTime() ?? 0) + LATE_EFFECT_MS - Date.now();
  if (waitMs > 0) throw new RetryLater(waitMs, `${intentKey}: the last attempt may still take effect`);
}

/**
 * @param before when the attempt before this one was made, of which nothing is known; null where there was none.
 * @returns null when the intent is settled; else what to throw when a look-up finds no code.
 */
async function attempt(client: AdminClient, intent: CodeIntent, before: Date | null): Promise<RetryLater | null> {
  const later = (why: string, cause?: unknown) => new RetryLater(waitMs(intent.attempts), `${intent.intentKey}: ${why}`, { cause });
  try {
    const result = await createDiscount(client, intent);
    switch (result.outcome) {
      case 'created':
        if (!(await noteCreated(intent, result.discountGid))) await endOrphan(client, intent, result.discountGid);
        return null;
      case 'refused':
        log().warn({ intentKey: intent.intentKey, why: result.message }, 'Shopify refused the discount');
        await noteNoEffect(intent, before);
        waitForLateEffect(intent, before);
        await noteFailed(intent, result.error);
        return null;
      case 'taken':
        return later('the code is taken, but cannot be found yet');
      case 'unclear':
        return later(result.message);
    }
  } catch (error) {
    if (!(error instanceof EffectUnknown)) throw error;
    return later(error.message, error);
  }
}

/** Our claim was lost while Shopify made the code: it stays only if it is still the code of the intent. */
async function endOrphan(client: AdminClient, intent: CodeIntent, discountGid: string): Promise<void> {
  const now = await requireIntent(intent.shopId, intent.intentKey);
  const wanted = now.code === intent.code && now.state !== 'revoked' && now.state !== 'failed';
  log().warn({ intentKey: intent.intentKey, wanted }, 'a code was made after its claim was lost');
  if (!wanted) await deactivateDiscount(client, discountGid);
}
