// The page of write-back: every run of tags and of customer fields, and what still waits in each.
import type { MetafieldRun, TagRun } from '@prisma/client';
import { inShop, type ShopId, type ShopTx } from '../../db.ts';
import { findMetafieldRuns } from '../../write-back/metafields/runs.ts';

export const RUNS_PAGE = 20;
const FIELD_RUNS_SHOWN = 5;
const REFUSED_SHOWN = 5;

export interface RunShown {
  readonly runId: string;
  readonly plannedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly state: string;
  /** A code of the locales (tags.reason.<code>). */
  readonly reason: string;
  /** Null where Perennial began by itself. */
  readonly staff: string | null;
  /** Customers. */
  readonly planned: number;
  readonly done: number;
  readonly failed: number;
}

export interface TagRunShown extends RunShown {
  /** Tags, a customer's each counted. */
  readonly adds: number;
  readonly removals: number;
  readonly undoesRunId: string | null;
}

export interface FieldsShown {
  readonly runs: readonly RunShown[];
  /** Customers whom Shopify refused, by why, and some of them. */
  readonly refused: readonly { readonly error: string; readonly customers: number; readonly some: readonly string[] }[];
}

export interface WriteBackPage {
  readonly runs: readonly TagRunShown[];
  readonly runRows: number;
  readonly fields: FieldsShown;
}

export function tagRunShown(run: TagRun): TagRunShown {
  return {
    runId: run.tagRunId.toString(),
    plannedAtMs: run.plannedAt.getTime(),
    finishedAtMs: run.finishedAt?.getTime() ?? null,
    state: run.state,
    reason: run.reason,
    staff: run.staff,
    planned: run.planned,
    done: run.applied,
    failed: run.failed,
    adds: run.adds,
    removals: run.removals,
    undoesRunId: run.undoesRunId?.toString() ?? null,
  };
}

function fieldRunShown(run: MetafieldRun): RunShown {
  const { state, reason, staff, planned, written: done, failed } = run;
  return { runId: run.metafieldRunId.toString(), plannedAtMs: run.plannedAt.getTime(), finishedAtMs: run.finishedAt?.getTime() ?? null, state, reason, staff, planned, done, failed };
}

/** @param page counts from 1. Unfinished runs stand on the first page whatever came after them. */
export async function readWriteBackPage(shopId: ShopId, page: number): Promise<WriteBackPage> {
  return inShop(shopId, async (tx) => {
    const runs = await tx.tagRun.findMany({ where: { shopId }, orderBy: [{ finishedAt: { sort: 'desc', nulls: 'first' } }, { tagRunId: 'desc' }], skip: (page - 1) * RUNS_PAGE, take: RUNS_PAGE });
    const fieldRuns = await findMetafieldRuns(tx, shopId, FIELD_RUNS_SHOWN);
    return {
      runs: runs.map(tagRunShown),
      runRows: await tx.tagRun.count({ where: { shopId } }),
      fields: { runs: fieldRuns.map(fieldRunShown), refused: await readRefused(tx, shopId) },
    };
  });
}

async function readRefused(tx: ShopTx, shopId: ShopId): Promise<FieldsShown['refused']> {
  const rows = await tx.$queryRaw<{ error: string; customers: number; some: bigint[] }[]>`
    select error, count(*)::int as customers, (array_agg(customer_id order by customer_id))[1:${REFUSED_SHOWN}::int] as some
    from customer_metafield where shop_id = ${shopId} and state = 'failed' and error is not null group by error order by customers desc, error`;
  return rows.map((row) => ({ ...row, some: row.some.map(String) }));
}
