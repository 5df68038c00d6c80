// What the merchant has looked at and put away: the setup guide of Home remembers it for good.
import { z } from 'zod';
import { inShop, type ShopId } from '../db.ts';

/** Places that a setup step asks to look at. */
export const PLACES = ['segments', 'settings'] as const;
export type Place = (typeof PLACES)[number];

export interface SetupMarks {
  readonly seen: readonly string[];
  readonly dismissed: readonly string[];
}

const marksSchema = z.object({ seen: z.array(z.string()).default([]), dismissed: z.array(z.string()).default([]) }).loose();

/** @param marks the column shop.marks. */
export function setupMarks(marks: unknown): SetupMarks {
  const { seen, dismissed } = marksSchema.parse(marks ?? {});
  return { seen, dismissed };
}

/** Adds a mark to a list in one statement, so that two tabs cannot undo each other; a second time changes nothing. */
async function addMark(shopId: ShopId, list: 'seen' | 'dismissed', mark: string): Promise<void> {
  await inShop(
    shopId,
    (tx) => tx.$executeRaw`
      update shop set marks = jsonb_set(marks, array[${list}], coalesce(marks->${list}, '[]'::jsonb) || to_jsonb(${mark}::text))
      where shop_id = ${shopId} and not coalesce(marks->${list}, '[]'::jsonb) ? ${mark}`,
  );
}

/**
 * Called by the page itself when it is shown, so a step is done however the merchant came there.
 *
 * @param marks the column as it was read: a place seen before costs no write
 */
export async function noteSeen(shopId: ShopId, marks: unknown, place: Place): Promise<void> {
  if (!setupMarks(marks).seen.includes(place)) await addMark(shopId, 'seen', place);
}

export function noteDismissed(shopId: ShopId, what: 'setup'): Promise<void> {
  return addMark(shopId, 'dismissed', what);
}
