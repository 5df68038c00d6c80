// Movement: who stood in which segment on two days, as far as it has been computed, and whether it has to be computed anew.
import type { Day, ScoringSettings } from '../../domain/glossary.ts';
import { inShopBulk, type ShopId } from '../db.ts';
import { getMovement, type Matrices, type StoredMovement } from '../movement/segment-movements.ts';
import { isMadeWith } from '../scoring/made-with.ts';
import { type FinishedRun, getLastRunWithin } from '../scoring/scoring-runs.ts';
import { dayText } from '../shop/shop-calendar.ts';

export interface MovementBetween {
  readonly fromDay: Day;
  readonly toDay: Day;
  /** Calendar days of the shop, YYYY-MM-DD; `last` is the day of the last scoring. */
  readonly from: string;
  readonly to: string;
  readonly first: string;
  readonly last: string;
  /** `asked`: in the queue or being computed. `failed`: the last attempt ended badly. */
  readonly state: 'ready' | 'asked' | 'failed';
  readonly computedAtMs: number | null;
  readonly matrices: Matrices | null;
  /** To be asked for now: never computed, or out of date. */
  readonly due: boolean;
  readonly settings: ScoringSettings;
}

const USUAL_DAYS = 30;
/** Between full scorings single customers move within seconds; the matrix of today follows them at this pace while it is looked at. */
const FOLLOWS_AFTER_MS = 10 * 60_000;
/** What was asked for so long ago was lost. */
const LOST_AFTER_MS = 30 * 60_000;

/**
 * @param asked days that the merchant chose; where they cannot be, the usual ones: 30 days ago and the last scored day
 * @returns null until the shop is scored, and while it has no order
 */
export async function readMovement(shopId: ShopId, asked: { from: Day | null; to: Day | null }, nowMs: number): Promise<MovementBetween | null> {
  return inShopBulk(shopId, async (connection) => {
    const run = await getLastRunWithin(connection, shopId);
    const { rows } = await connection.query<{ first: number | null; changed: Date | null }>(
      "select min(first_order_on) - date '1970-01-01' as first, max(computed_at) as changed from customer_score where shop_id = $1",
      [shopId],
    );
    const first = rows[0]?.first ?? null;
    if (!run || first === null) return null;
    const last = run.model.today;
    const { fromDay, toDay } = chosenDays(asked, first, last);
    const stored = await getMovement(connection, shopId, fromDay, toDay);
    const changedAtMs = toDay === last ? (rows[0]?.changed?.getTime() ?? 0) : 0;
    return {
      fromDay,
      toDay,
      from: dayText(fromDay),
      to: dayText(toDay),
      // Of the day before the first order nothing is known but who had an account.
      first: dayText(Math.min(first, fromDay)),
      last: dayText(last),
      ...stateOf(stored, run, changedAtMs, nowMs),
      settings: run.settings,
    };
  });
}

function chosenDays({ from, to }: { from: Day | null; to: Day | null }, first: Day, last: Day): { fromDay: Day; toDay: Day } {
  const toDay = to !== null && to > first && to <= last ? to : last;
  const fromDay = from !== null && from >= first && from < toDay ? from : Math.max(Math.min(first, toDay - 1), toDay - USUAL_DAYS);
  return { fromDay, toDay };
}

function stateOf(stored: StoredMovement | null, run: FinishedRun, changedAtMs: number, nowMs: number): Pick<MovementBetween, 'state' | 'computedAtMs' | 'matrices' | 'due'> {
  const never = { state: 'asked', computedAtMs: null, matrices: null, due: true } as const;
  if (!stored || !isMadeWith(stored.madeWith, run.settings)) return never;
  const { computedAtMs, requestedAtMs, matrices, error } = stored;
  const waiting = computedAtMs === null || computedAtMs < requestedAtMs;
  if (waiting) {
    const lost = nowMs - requestedAtMs > LOST_AFTER_MS;
    return { state: error !== null && !lost ? 'failed' : 'asked', computedAtMs, matrices, due: lost };
  }
  const due = computedAtMs < run.finishedAt.getTime() || (changedAtMs > computedAtMs && nowMs - computedAtMs > FOLLOWS_AFTER_MS);
  return { state: due ? 'asked' : 'ready', computedAtMs, matrices, due };
}
