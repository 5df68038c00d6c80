// Deleted in Shopify without a word: removed here, as orders/delete, customers/delete and customers/merge would have done.
// Each of them is asked for by its id before anything is removed: a list alone never deletes.
import { RetryLater } from '../../../domain/outcomes.ts';
import { enqueue } from '../../../queue/enqueue.ts';
import type { ImportKind } from '../../../records/bulk-imports.ts';
import { deleteCustomer } from '../../../records/customers.ts';
import { inShop, type ShopId, type ShopTx } from '../../../records/db.ts';
import { lockInbound } from '../../../records/inbound/lock.ts';
import { mergeCustomers } from '../../../records/inbound/merge-customers.ts';
import { removeOrders } from '../../../records/inbound/orders.ts';
import { type Difference, recordDrift, type Was } from '../../../records/reconcile/drift.ts';
import { findNamedInWaiting } from '../../../records/reconcile/waiting-news.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { findExisting } from '../find-existing.ts';

const AT_ONCE = 200;

export interface GoneRows {
  readonly shopId: ShopId;
  readonly passId: bigint;
  readonly kind: ImportKind;
  readonly unlisted: readonly bigint[];
  /** When Shopify began the list: they were gone then. */
  readonly at: Date;
  /** Customer → who has an order of theirs now. */
  readonly moved: Readonly<Record<string, string>>;
}

export async function removeGone(admin: AdminClient, rows: GoneRows, signal: AbortSignal): Promise<void> {
  const { shopId, kind, unlisted } = rows;
  for (let from = 0; from < unlisted.length; from += AT_ONCE) {
    if (signal.aborted) throw new RetryLater(0, 'the worker stops');
    const ids = unlisted.slice(from, from + AT_ONCE);
    const existing = await findExisting(admin, kind === 'orders' ? 'Order' : 'Customer', ids, signal);
    const gone = ids.filter((id) => !existing.has(id));
    if (gone.length > 0) await inShop(shopId, (tx) => settleGone(tx, rows, gone));
  }
}

async function settleGone(tx: ShopTx, { shopId, passId, kind, at, moved }: GoneRows, gone: readonly bigint[]): Promise<void> {
  await lockInbound(tx, shopId);
  const waiting = await findNamedInWaiting(tx, shopId, gone);
  const difference = (subjectId: bigint, was: Was): Difference => ({
    subject: kind === 'orders' ? 'order' : 'customer',
    subjectId,
    was,
    fields: [],
    differedSinceMs: null,
    inFlight: waiting.has(subjectId),
  });
  const touched = new Set<bigint>();
  const found: Difference[] = [];
  if (kind === 'orders') {
    for (const customerId of await removeOrders(tx, shopId, gone, at)) touched.add(customerId);
    found.push(...gone.map((id) => difference(id, 'gone')));
  } else {
    for (const id of gone) {
      const keptId = moved[id.toString()];
      const merged = keptId === undefined ? null : await mergeCustomers(tx, shopId, BigInt(keptId), id, at);
      if (merged?.outcome === 'applied') {
        if ('survivorId' in merged) touched.add(merged.survivorId).add(id);
        found.push(difference(id, 'merged'));
        continue;
      }
      await deleteCustomer(tx, shopId, id, at);
      touched.add(id);
      found.push(difference(id, 'gone'));
    }
  }
  await recordDrift(tx, shopId, passId, Date.now(), found);
  if (touched.size > 0) await enqueue(tx, 'score-customers', { shopId: shopId.toString(), customerIds: [...touched].map(String) });
}
