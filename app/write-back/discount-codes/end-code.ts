// Ends one code, and looks whether it has ended: only what Shopify shows is proof.
import { RetryLater } from '../../domain/outcomes.ts';
import type { CodeIntent } from '../../records/code-intents.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { deactivateDiscount } from './deactivate-discount.ts';
import { findDiscount } from './find-discount.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { removeSharedCode } from './remove-shared-code.ts';

/**
 * Afterwards nobody can redeem the code of the intent, now or later, and no other code is touched.
 *
 * @returns how often it had been used, as far as Shopify has counted.
 * @throws RetryLater while that is not proven, or an earlier attempt to make the code may still take effect.
 */
export async function endCode(client: AdminClient, intent: CodeIntent): Promise<{ uses: number }> {
  const { intentKey } = intent;
  const found = await findDiscount(client, intent);
  if (found.outcome === 'foreign') return { uses: 0 };
  const leftMs = intent.attemptedAt ? intent.attemptedAt.getTime() + LATE_EFFECT_MS - Date.now() : 0;
  // A code that is not there, or is taken out of its discount, could be made by an attempt that comes late.
  const mayComeLate = leftMs > 0 && (found.outcome === 'absent' || found.shared);
  if (found.outcome === 'absent') {
    if (mayComeLate) throw new RetryLater(Math.min(leftMs, 60_000), `${intentKey}: the code may still come to be`);
    return { uses: 0 };
  }
  if (found.shared) {
    const { uses } = await removeSharedCode(client, found.discountGid, intent.code);
    if (mayComeLate) throw new RetryLater(Math.min(leftMs, 60_000), `${intentKey}: the code may still come to be`);
    if ((await findDiscount(client, intent)).outcome !== 'absent') throw new RetryLater(2_000, `${intentKey}: the code is still there`);
    return { uses };
  }
  if (found.ended) return { uses: found.uses };
  await deactivateDiscount(client, found.discountGid);
  const after = await findDiscount(client, intent);
  if (after.outcome === 'absent' || after.outcome === 'foreign') throw new RetryLater(2_000, `${intentKey}: the code cannot be found just now`);
  if (!after.ended) throw new RetryLater(2_000, `${intentKey}: the code is still active`);
  return { uses: after.uses };
}
