// What was found to be wrong with codes. A record names the intent and the order, never a person.
import { type CodeIncidentKind, LEAKS } from '../../domain/offers/code-incidents.ts';
import type { ShopId, ShopTx } from '../db.ts';

export interface NewIncident {
  readonly kind: CodeIncidentKind;
  readonly code: string;
  readonly intentKey: string;
  /** The order that used the code, where one did. */
  readonly orderId?: bigint;
}

/** @returns false where the very same was recorded before. */
export async function noteIncident(tx: ShopTx, shopId: ShopId, { kind, code, intentKey, orderId = 0n }: NewIncident): Promise<boolean> {
  const { count } = await tx.codeIncident.createMany({ data: { shopId, kind, code, intentKey, orderId }, skipDuplicates: true });
  return count === 1;
}

/** The intent that had this code until it leaked. */
export async function findIntentOfRetiredCode(tx: ShopTx, shopId: ShopId, code: string): Promise<string | null> {
  const incident = await tx.codeIncident.findFirst({ where: { shopId, code, kind: { in: [...LEAKS] } }, select: { intentKey: true }, orderBy: { incidentId: 'asc' } });
  return incident?.intentKey ?? null;
}

/** The number of an order of an erased person stands nowhere but on the tombstone. Call it while the persons' intents are still there. */
export async function forgetCodeIncidents(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[], orderIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    delete from code_incident where shop_id = ${shopId}
      and (order_id = any(${[...orderIds]}::bigint[]) or intent_key in (select intent_key from code_intent where shop_id = ${shopId} and customer_id = any(${[...customerIds]}::bigint[])))`;
}
