// Shopify merged one customer into another. The merged one's row stays as a mark that names the survivor; orders keep the id
// they were placed under and are read under the survivor. The mark always names the last survivor, so reading is one step:
// when B goes into C, everybody who went into B before goes along.
import { erasePersons } from '../erase.ts';
import { forgetBuriedMarks, removeScores } from '../customers.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { markHistory } from '../history/mark-history.ts';
import { ensureCustomers } from './bare-customers.ts';
import { findTombstones } from './tombstones.ts';

export type MergeOutcome = { outcome: 'applied'; survivorId: bigint } | { outcome: 'stale'; why: 'merged-already' | 'would-be-circle' } | { outcome: 'applied'; erased: true };

/** @param at when it was announced: the row of a customer we never saw dates from then. */
export async function mergeCustomers(tx: ShopTx, shopId: ShopId, keptId: bigint, mergedId: bigint, at: Date): Promise<MergeOutcome> {
  if (keptId === mergedId) return { outcome: 'stale', why: 'would-be-circle' };
  const tombstones = await findTombstones(tx, shopId, { customerIds: [keptId, mergedId] });
  const erased = tombstones.find(({ kind }) => kind === 'erased');
  if (erased) {
    // They are one person, and that person asked to be forgotten.
    await erasePersons(tx, shopId, { customerIds: [keptId, mergedId], orderIds: [] }, erased.deletedAt);
    return { outcome: 'applied', erased: true };
  }
  const marks = await tx.$queryRaw<{ customerId: bigint; mergedIntoId: bigint }[]>`
    select customer_id as "customerId", merged_into_id as "mergedIntoId" from customer
    where shop_id = ${shopId} and customer_id = any(${[keptId, mergedId]}::bigint[]) and merged_into_id is not null`;
  const into = (id: bigint) => marks.find(({ customerId }) => customerId === id)?.mergedIntoId;
  const survivorId = into(keptId) ?? keptId;
  if (survivorId === mergedId) return { outcome: 'stale', why: 'would-be-circle' };
  if (into(mergedId) !== undefined) return { outcome: 'stale', why: 'merged-already' };

  await ensureCustomers(tx, shopId, [{ customerId: survivorId, seenAtMs: at.getTime() }]);
  await tx.$executeRaw`
    insert into customer as c (shop_id, customer_id, created_at, updated_at, merged_into_id)
    values (${shopId}, ${mergedId}, ${at}, 'epoch', ${survivorId})
    on conflict (shop_id, customer_id) do update set merged_into_id = excluded.merged_into_id, created_at = case when c.updated_at = 'epoch' then least(c.created_at, excluded.created_at) else c.created_at end`;
  await tx.$executeRaw`update customer set merged_into_id = ${survivorId} where shop_id = ${shopId} and merged_into_id = ${mergedId}`;
  await tx.$executeRaw`
    update customer s set scoring_opt_out = true from customer m
    where s.shop_id = ${shopId} and s.customer_id = ${survivorId} and not s.scoring_opt_out and m.shop_id = s.shop_id and m.customer_id = ${mergedId} and m.scoring_opt_out`;
  await markHistory(tx, shopId, [mergedId, survivorId]);
  await forgetBuriedMarks(tx, shopId, [mergedId]);
  await moveHistory(tx, shopId, mergedId, survivorId);
  return { outcome: 'applied', survivorId };
}

/** Alerts and codes go with the person; of two open alerts the survivor's own stays. */
async function moveHistory(tx: ShopTx, shopId: ShopId, mergedId: bigint, survivorId: bigint): Promise<void> {
  await tx.$executeRaw`
    update churn_alert a set customer_id = ${survivorId}
    where shop_id = ${shopId} and customer_id = ${mergedId}
      and (state <> 'open' or not exists (select from churn_alert b where b.shop_id = a.shop_id and b.customer_id = ${survivorId} and b.state = 'open'))`;
  await tx.$executeRaw`update code_intent set customer_id = ${survivorId} where shop_id = ${shopId} and customer_id = ${mergedId}`;
  await removeScores(tx, shopId, [mergedId]);
}
