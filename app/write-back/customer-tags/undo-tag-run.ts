// Takes a run back, where what it did is still in place: as a run of its own, with the same care and the same record.
import type { CustomerId } from '../../domain/glossary.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { inShopBulk, type ShopId } from '../../records/db.ts';
import { insertTagChanges, insertTagRun, lockTagPlans, type PlannedChange, readChanges, supersedeWaiting } from '../../records/write-back/tag-plans.ts';
import { markUndoing, readAppliedPage, readHalfUndone } from '../../records/write-back/tag-undo.ts';
import { tagKind } from './hold-back.ts';

const PAGE = 5_000;

interface Applied {
  readonly customerId: CustomerId;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What takes a change back; null where nothing of it is in place any more.
 *
 * @param ownTags what the customer carries now.
 * @param later changes of the customer after it: a kind that one of them touched is theirs now.
 * @param half what an undoing has taken back before it failed: the rest of it is left to do.
 */
export function planReversal(whole: Applied, ownTags: readonly string[], later: readonly Applied[], half: { add: readonly string[]; remove: readonly string[] } = { add: [], remove: [] }): { add: string[]; remove: string[] } | null {
  const change = { add: whole.add.filter((tag) => !half.remove.includes(tag)), remove: whole.remove.filter((tag) => !half.add.includes(tag)) };
  const touched = new Set(later.flatMap(({ add, remove }) => [...add, ...remove]).map(tagKind));
  const inPlace = (kind: string) =>
    !touched.has(kind) && change.add.every((tag) => tagKind(tag) !== kind || ownTags.includes(tag)) && !change.remove.some((tag) => tagKind(tag) === kind && ownTags.includes(tag));
  const remove = change.add.filter((tag) => inPlace(tagKind(tag)));
  const add = change.remove.filter((tag) => inPlace(tagKind(tag)));
  return add.length + remove.length === 0 ? null : { add, remove };
}

/** The reverse run is enqueued. A run that is still being applied has to be stopped first. @param by who asks, Shopify's number of a staff member. */
export async function undoTagRun(shopId: ShopId, tagRunId: bigint, by?: string): Promise<{ outcome: 'undoing'; tagRunId: bigint; customers: number } | { outcome: 'nothing-in-place' | 'not-finished' | 'no-run' }> {
  return inShopBulk(shopId, async (connection) => {
    await lockTagPlans(connection, shopId);
    const state = await markUndoing(connection, shopId, tagRunId);
    if (state !== 'undoing') return { outcome: state };
    const undoId = await insertTagRun(connection, shopId, 'undone-by-merchant', { by, undoesRunId: tagRunId });
    let customers = 0;
    for (let after = 0n; ; ) {
      const page = await readAppliedPage(connection, shopId, tagRunId, after, PAGE);
      const last = page.at(-1);
      if (!last) break;
      after = last.customerId;
      const ids = page.map(({ customerId }) => customerId);
      const others = await readChanges(connection, shopId, ids, ['applied', 'sending']);
      const halves = await readHalfUndone(connection, shopId, tagRunId, ids);
      const changes = page.flatMap((applied): PlannedChange[] => {
        const later = (others.get(applied.customerId) ?? []).filter((other) => other.tagRunId > tagRunId);
        const reversal = planReversal(applied, applied.ownTags, later, halves.get(applied.customerId));
        return reversal ? [{ customerId: applied.customerId, ...reversal, reason: 'undone-by-merchant' }] : [];
      });
      // A newer plan that nobody has begun to send was made on top of what is now taken back.
      await supersedeWaiting(connection, shopId, changes.map(({ customerId }) => customerId));
      await insertTagChanges(connection, shopId, undoId, changes);
      customers += changes.length;
    }
    await enqueue(connection, 'apply-tag-run', { shopId: shopId.toString(), tagRunId: undoId.toString() });
    return customers > 0 ? { outcome: 'undoing', tagRunId: undoId, customers } : { outcome: 'nothing-in-place' };
  });
}
