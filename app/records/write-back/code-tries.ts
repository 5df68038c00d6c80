// Somebody typed a code that is another customer's. Shopify refuses it (it is bound to its customer), but it has got around: it is
// ended and its customer gets another. A try alone never takes a reward away: after the last reissue it is only on record.
import { MOST_REISSUES } from '../../domain/offers/code-incidents.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { noteIncident } from './code-incidents.ts';
import { survivorOf } from './code-uses.ts';

/** @returns the key of the intent that has to be settled with Shopify; null where there is nothing to do. The caller enqueues `settle-code` in the same transaction. */
export async function noteCodeTry(tx: ShopTx, shopId: ShopId, { customerId, code: typed }: { customerId: bigint; code: string }, now: Date): Promise<string | null> {
  const code = typed.toUpperCase();
  const intent = await tx.codeIntent.findFirst({ where: { shopId, code, state: 'created', redeemedOrderId: null, endsAt: { gt: now } } });
  if (!intent) return null;
  const [owner, typist] = [await survivorOf(tx, shopId, intent.customerId), await survivorOf(tx, shopId, customerId)];
  if (owner === typist) return null;
  const fresh = await noteIncident(tx, shopId, { kind: 'tried-by-another', code, intentKey: intent.intentKey });
  if (!fresh || intent.reissues >= MOST_REISSUES) return null;
  const { count } = await tx.codeIntent.updateMany({
    where: { shopId, intentKey: intent.intentKey, code, state: 'created', redeemedOrderId: null },
    data: { state: 'reissuing', error: 'leaked', attempts: 0, settledAt: null },
  });
  return count > 0 ? intent.intentKey : null;
}
