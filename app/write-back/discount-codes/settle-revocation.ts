// Takes a code back: ended at Shopify, or known never to have been made.
import { RetryLater } from '../../domain/outcomes.ts';
import type { CodeIntent } from '../../records/code-intents.ts';
import { noteRevoked } from '../../records/write-back/code-claims.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { deactivateDiscount } from './deactivate-discount.ts';
import { endCode } from './end-code.ts';
import { findDiscount } from './find-discount.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';

/** @throws RetryLater while an earlier attempt to make the code may still take effect. */
export async function settleRevocation(client: AdminClient, intent: CodeIntent): Promise<void> {
  if (intent.batchId !== null) {
    await endCode(client, intent);
    return noteRevoked(intent);
  }
  const discountGid = intent.discountGid ?? (await findMadeDiscount(client, intent));
  if (discountGid) await deactivateDiscount(client, discountGid);
  await noteRevoked(intent);
}

async function findMadeDiscount(client: AdminClient, intent: CodeIntent): Promise<string | null> {
  if (!intent.attemptedAt) return null;
  const found = await findDiscount(client, intent);
  if (found.outcome === 'ours' || found.outcome === 'altered') return found.discountGid;
  const leftMs = intent.attemptedAt.getTime() + LATE_EFFECT_MS - Date.now();
  if (found.outcome === 'absent' && leftMs > 0) throw new RetryLater(Math.min(leftMs, 60_000), `${intent.intentKey}: the code may still come to be`);
  return null;
}
