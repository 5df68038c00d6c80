// What became of the webhooks that were answered: told by the tables, id by id.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Answers } from './arrivals.ts';

/** Events that were answered 2xx and of which there is no row. */
export async function countLost(owner: pg.Pool, run: string, { sent, others }: Answers): Promise<number> {
  const { rows } = await owner.query<{ lost: number }>(
    `select count(*)::int as lost from generate_series(0, $2::int - 1) n
     where n <> all($3::int[]) and not exists (select from webhook_inbox w where w.event_id = $1 || '-' || n)`,
    [run, sent, others],
  );
  return rows[0]?.lost ?? Number.NaN;
}

export async function countWaiting(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from webhook_inbox where applied_at is null');
  return rows[0]?.n ?? 0;
}

/** @returns seconds until nothing waits any more. @throws where that takes longer than `mostSeconds`. */
export async function untilApplied(owner: pg.Pool, mostSeconds: number): Promise<number> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  while ((await countWaiting(owner)) > 0) {
    if (seconds() > mostSeconds) throw new Error(`${await countWaiting(owner)} webhooks still wait after ${mostSeconds} s.`);
    await sleep(200);
  }
  return Number(seconds().toFixed(1));
}

/** Of a run: events that did not end as applied, by their outcome. */
export async function outcomes(owner: pg.Pool, run: string): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ outcome: string; n: number }>("select coalesce(outcome, 'waits') as outcome, count(*)::int as n from webhook_inbox where event_id like $1 || '-%' group by 1 order by 2 desc limit 8", [run]);
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
}

export async function countOrders(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from "order"');
  return rows[0]?.n ?? 0;
}
