// One run of tags: what it planned, how far it is, what was refused, and every change with its reason and time.
import { inShop, type ShopId, type ShopTx } from '../../db.ts';
import { type TagRoute, tagRouteOf } from '../../write-back/tag-routes.ts';
import { tagRunShown, type TagRunShown } from './runs.ts';

export const CHANGES_PAGE = 25;
export const CHANGE_FILTERS = ['all', 'waiting', 'failed'] as const;
export type ChangeFilter = (typeof CHANGE_FILTERS)[number];

const STATES: Readonly<Record<ChangeFilter, readonly string[] | null>> = { all: null, waiting: ['planned', 'sending'], failed: ['failed'] };

export interface ChangeShown {
  readonly customerId: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** A code of the locales (tags.reason.<code>). */
  readonly reason: string;
  readonly state: string;
  /** A code of the locales (tags.error.<code>). */
  readonly error: string | null;
  readonly appliedAtMs: number | null;
}

export interface RunPage {
  readonly run: TagRunShown & { readonly stoppedAtMs: number | null };
  /** Customers by state of their change: they add up to what was planned, but for who was erased since. */
  readonly states: Readonly<Record<string, number>>;
  /** Customers whose change, or one half of it, was made and not taken back. */
  readonly inPlace: number;
  readonly byTag: readonly { readonly tag: string; readonly added: number; readonly removed: number }[];
  readonly errors: readonly { readonly error: string; readonly customers: number }[];
  readonly route: TagRoute | null;
  /** Files under way or read, where it is sent so. */
  readonly files: readonly { readonly direction: string; readonly state: string; readonly lines: number; readonly linesRead: number; readonly error: string | null }[];
  readonly changes: readonly ChangeShown[];
  readonly changeRows: number;
}

interface Group {
  add: string[];
  remove: string[];
  state: string;
  error: string | null;
  customers: number;
  inPlace: number;
}

const sumBy = <K extends string>(groups: readonly Group[], keyOf: (group: Group) => readonly K[]): Map<K, number> => {
  const sums = new Map<K, number>();
  for (const group of groups) for (const key of keyOf(group)) sums.set(key, (sums.get(key) ?? 0) + group.customers);
  return sums;
};

/** @param page counts from 1. @returns null where the shop has no such run. */
export async function readRunPage(shopId: ShopId, tagRunId: bigint, filter: ChangeFilter, page: number): Promise<RunPage | null> {
  return inShop(shopId, async (tx) => {
    const run = await tx.tagRun.findUnique({ where: { shopId_tagRunId: { shopId, tagRunId } } });
    if (!run) return null;
    // A run has few different changes and many customers: one pass over it says all that is summed.
    const groups = await tx.$queryRaw<Group[]>`
      select add, remove, state, error, count(*)::int as customers, count(*) filter (where state = 'applied' or state in ('failed', 'stopped') and (add_done or remove_done))::int as "inPlace"
      from tag_change where shop_id = ${shopId} and tag_run_id = ${tagRunId} group by add, remove, state, error`;
    const [added, removed] = [sumBy(groups, ({ add }) => add), sumBy(groups, ({ remove }) => remove)];
    const states = sumBy(groups, ({ state }) => [state]);
    const shown = STATES[filter];
    return {
      run: { ...tagRunShown(run), stoppedAtMs: run.stoppedAt?.getTime() ?? null },
      states: Object.fromEntries(states),
      inPlace: groups.reduce((sum, { inPlace }) => sum + inPlace, 0),
      byTag: [...new Set([...added.keys(), ...removed.keys()])].sort().map((tag) => ({ tag, added: added.get(tag) ?? 0, removed: removed.get(tag) ?? 0 })),
      errors: [...sumBy(groups, ({ state, error }) => (state === 'failed' ? [error ?? 'refused'] : []))].map(([error, customers]) => ({ error, customers })),
      route: tagRouteOf(run.route),
      files: await tx.tagBulk.findMany({ where: { shopId, tagRunId }, orderBy: [{ part: 'asc' }, { direction: 'desc' }], select: { direction: true, state: true, lines: true, linesRead: true, error: true } }),
      changes: await readChangesShown(tx, shopId, tagRunId, shown, page),
      changeRows: [...states].reduce((sum, [state, customers]) => sum + (shown === null || shown.includes(state) ? customers : 0), 0),
    };
  });
}

async function readChangesShown(tx: ShopTx, shopId: ShopId, tagRunId: bigint, states: readonly string[] | null, page: number): Promise<ChangeShown[]> {
  const rows = await tx.tagChange.findMany({
    where: { shopId, tagRunId, ...(states ? { state: { in: [...states] } } : {}) },
    orderBy: { customerId: 'asc' },
    skip: (page - 1) * CHANGES_PAGE,
    take: CHANGES_PAGE,
    select: { customerId: true, add: true, remove: true, reason: true, state: true, error: true, appliedAt: true },
  });
  return rows.map(({ customerId, appliedAt, ...row }) => ({ ...row, customerId: customerId.toString(), appliedAtMs: appliedAt?.getTime() ?? null }));
}
