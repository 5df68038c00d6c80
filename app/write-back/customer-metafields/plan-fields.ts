// The difference between what customers' metafields should say and what Shopify holds, page by page.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../domain/glossary.ts';
import { CUSTOMER_FIELDS, type CustomerFields, planCustomerFields } from '../../domain/segments/plan-customer-fields.ts';
import type { ShopId } from '../../records/db.ts';
import type { ShopSettings } from '../../records/shop-settings.ts';
import { type FieldState, type PlannedFields, readFieldStates } from '../../records/write-back/metafields/plans.ts';

const PAGE = 5_000;
const NONE: CustomerFields = { stage: null, riskScore: null, offerCode: null };

const sameFields = (one: CustomerFields, other: CustomerFields) => CUSTOMER_FIELDS.every((field) => one[field] === other[field]);

/** Null where nothing has to be written. */
export function planFields({ customerId, scored, offerCode, row }: FieldState, { fields: choice, churn: { threshold } }: Pick<ShopSettings, 'fields' | 'churn'>): PlannedFields | null {
  const doubtful = row?.doubtful ?? [];
  // What is being sent just now will be there.
  const held = row ? (row.state === 'sending' ? row.to : row.held) : NONE;
  const to = planCustomerFields({ scored, offerCode, heldRiskScore: doubtful.includes('riskScore') && row?.state !== 'sending' ? null : held.riskScore, threshold, choice });
  // Under way or refused: only something else makes a new plan.
  const settled = row && row.state !== 'written' && row.state !== 'stopped' ? sameFields(to, row.to) : sameFields(to, held) && doubtful.length === 0;
  return settled ? null : { customerId, to, doubtful };
}

export async function* planPages(connection: PoolClient, shopId: ShopId, settings: ShopSettings, among: readonly CustomerId[] | undefined, now: Date): AsyncGenerator<PlannedFields[]> {
  for (let after = 0n; ; ) {
    const states = await readFieldStates(connection, shopId, { after, limit: PAGE, among, now });
    const last = states.at(-1);
    if (!last) return;
    after = last.customerId;
    yield states.flatMap((state) => planFields(state, settings) ?? []);
  }
}
