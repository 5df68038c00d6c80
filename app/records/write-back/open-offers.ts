import type { Cause } from '../../domain/glossary.ts';
import type { ShopId, ShopTx } from '../db.ts';

export interface AlertWithoutOffer {
  readonly alertId: bigint;
  readonly customerId: bigint;
  readonly cause: Cause;
}

/** Open alerts for which no offer was made yet, those with most at stake first; held until the transaction ends. */
export async function lockAlertsWithoutOffer(tx: ShopTx, shopId: ShopId, most: number): Promise<AlertWithoutOffer[]> {
  // A statement of its own: the next one sees what others committed while we waited.
  await tx.$executeRaw`select 1 from churn_alert where shop_id = ${shopId} and state = 'open' order by alert_id for update`;
  return tx.$queryRaw<AlertWithoutOffer[]>`
    select alert_id as "alertId", customer_id as "customerId", cause from churn_alert a
    where shop_id = ${shopId} and state = 'open' and not exists (select from code_intent i where i.shop_id = ${shopId} and i.intent_key = 'alert:' || a.alert_id)
    order by value_at_risk_minor desc, alert_id limit ${most}`;
}
