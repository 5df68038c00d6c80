// The page that says how well we are in step with Shopify: passes, what they found, what webhooks brought.
import { inShop, type ShopId, type ShopTx } from '../db.ts';
import { type Lateness, latenessOf, readSyncTimes } from '../reconcile/lateness.ts';
import type { PassKind } from '../reconcile/passes.ts';
import type { DriftSubject, Was } from '../reconcile/drift.ts';
import { nextPasses } from '../reconcile/schedule.ts';
import { type Freshness, readFreshness } from './freshness.ts';

export const DRIFT_PAGE = 25;
/** Something is seldom wrong with a code; older news is of no use. */
const CODES_SHOWN = 25;
const TOTALS_DAYS = 30;
const DAY_MS = 86_400_000;

export interface PassShown {
  readonly kind: PassKind;
  /** Null before the first that came to its end. */
  readonly last: { readonly startedAtMs: number; readonly finishedAtMs: number; readonly rowsCompared: number; readonly differences: number } | null;
  readonly running: { readonly startedAtMs: number; readonly rowsCompared: number } | null;
  /** The last one did not come to its end. */
  readonly failed: boolean;
  readonly nextAtMs: number | null;
}

export interface DriftShown {
  readonly driftId: string;
  readonly subject: DriftSubject;
  readonly subjectId: string;
  /** "#1001", where the order is stored. */
  readonly orderName: string | null;
  /** The customer has a page. */
  readonly customerKept: boolean;
  readonly was: Was;
  readonly fields: readonly string[];
  readonly sinceMs: number | null;
  readonly repairedAtMs: number;
  readonly pass: PassKind;
  readonly inFlight: boolean;
}

export interface TopicShown {
  readonly topic: string;
  readonly received: number;
  readonly waiting: number;
  /** Given up after several tries. */
  readonly failed: number;
}

export interface CodeIncidentShown {
  readonly incidentId: string;
  readonly kind: string;
  readonly code: string;
  /** "#1001", where an order has to do with it and is stored. */
  readonly orderName: string | null;
  readonly foundAtMs: number;
}

export interface SyncPage {
  readonly freshness: Freshness;
  readonly imported: boolean;
  readonly late: readonly Lateness[];
  readonly oldestWaitingAtMs: number | null;
  readonly passes: readonly PassShown[];
  readonly totals: { readonly passes: number; readonly rowsCompared: number; readonly inFlight: number } & Readonly<Record<Was, number>>;
  readonly drift: readonly DriftShown[];
  readonly driftRows: number;
  readonly topics: readonly TopicShown[];
  readonly codes: readonly CodeIncidentShown[];
}

/** @param page counts from 1. @param topics listed even where nothing came. */
export async function readSyncPage(shopId: ShopId, page: number, topics: readonly string[], nowMs = Date.now()): Promise<SyncPage> {
  return inShop(shopId, async (tx) => {
    const times = await readSyncTimes(tx);
    const next = nextPasses(shopId, times, nowMs);
    const since = new Date(nowMs - TOTALS_DAYS * DAY_MS);
    return {
      freshness: await readFreshness(tx),
      imported: times.importedAt !== null,
      late: latenessOf(times, nowMs),
      oldestWaitingAtMs: times.oldestWaitingAt?.getTime() ?? null,
      passes: [await readPass(tx, 'hot', next?.hot ?? null), await readPass(tx, 'deep', next?.deep ?? null)],
      totals: await readTotals(tx, since),
      drift: await readDrift(tx, page),
      driftRows: await tx.drift.count(),
      topics: await readTopics(tx, topics, new Date(nowMs - DAY_MS)),
      codes: await readCodeIncidents(tx),
    };
  });
}

async function readPass(tx: ShopTx, kind: PassKind, nextAtMs: number | null): Promise<PassShown> {
  const select = { passId: true, startedAt: true, finishedAt: true, rowsCompared: true, error: true };
  const last = await tx.reconcilePass.findFirst({ where: { kind, error: null, finishedAt: { not: null } }, orderBy: { passId: 'desc' }, select });
  const running = await tx.reconcilePass.findFirst({ where: { kind, finishedAt: null }, select });
  const newest = await tx.reconcilePass.findFirst({ where: { kind, finishedAt: { not: null } }, orderBy: { passId: 'desc' }, select });
  return {
    kind,
    last: last?.finishedAt
      ? {
          startedAtMs: last.startedAt.getTime(),
          finishedAtMs: last.finishedAt.getTime(),
          rowsCompared: last.rowsCompared,
          differences: await tx.drift.count({ where: { passId: last.passId, inFlight: false } }),
        }
      : null,
    running: running && { startedAtMs: running.startedAt.getTime(), rowsCompared: running.rowsCompared },
    failed: newest?.error != null,
    nextAtMs,
  };
}

async function readTotals(tx: ShopTx, since: Date): Promise<SyncPage['totals']> {
  const passes = await tx.reconcilePass.aggregate({ where: { finishedAt: { gte: since }, error: null }, _count: true, _sum: { rowsCompared: true } });
  const found = await tx.drift.groupBy({ by: ['was'], where: { foundAt: { gte: since }, inFlight: false }, _count: true });
  const of = (was: Was) => found.find((group) => group.was === was)?._count ?? 0;
  return {
    passes: passes._count,
    rowsCompared: passes._sum.rowsCompared ?? 0,
    inFlight: await tx.drift.count({ where: { foundAt: { gte: since }, inFlight: true } }),
    missing: of('missing'),
    stale: of('stale'),
    gone: of('gone'),
    merged: of('merged'),
  };
}

async function readDrift(tx: ShopTx, page: number): Promise<DriftShown[]> {
  return tx.$queryRaw<DriftShown[]>`
    select d.drift_id::text as "driftId", d.subject, d.subject_id::text as "subjectId", o.name as "orderName", c.customer_id is not null as "customerKept", d.was, d.fields,
      (extract(epoch from d.differed_since) * 1000)::float8 as "sinceMs", (extract(epoch from d.repaired_at) * 1000)::float8 as "repairedAtMs", p.kind as pass, d.in_flight as "inFlight"
    from drift d join reconcile_pass p on p.shop_id = d.shop_id and p.pass_id = d.pass_id
    left join "order" o on o.shop_id = d.shop_id and d.subject = 'order' and o.order_id = d.subject_id
    left join customer c on c.shop_id = d.shop_id and d.subject = 'customer' and c.customer_id = d.subject_id
    order by d.found_at desc, d.drift_id desc limit ${DRIFT_PAGE} offset ${(page - 1) * DRIFT_PAGE}`;
}

async function readCodeIncidents(tx: ShopTx): Promise<CodeIncidentShown[]> {
  return tx.$queryRaw<CodeIncidentShown[]>`
    select i.incident_id::text as "incidentId", i.kind, i.code, o.name as "orderName", (extract(epoch from i.found_at) * 1000)::float8 as "foundAtMs"
    from code_incident i left join "order" o on o.shop_id = i.shop_id and o.order_id = i.order_id
    order by i.incident_id desc limit ${CODES_SHOWN}`;
}

/** What was received is counted by when it was applied: within seconds the same, and there is an index. */
async function readTopics(tx: ShopTx, topics: readonly string[], since: Date): Promise<TopicShown[]> {
  const rows = await tx.$queryRaw<TopicShown[]>`
    select topic, count(*)::int as received, (count(*) filter (where applied_at is null))::int as waiting, (count(*) filter (where outcome like 'failed%' and applied_at is not null))::int as failed
    from webhook_inbox where applied_at >= ${since} or applied_at is null group by topic`;
  const known = new Map(rows.map((row) => [row.topic, row]));
  return [...new Set([...topics, ...known.keys()])].map((topic) => known.get(topic) ?? { topic, received: 0, waiting: 0, failed: 0 });
}
