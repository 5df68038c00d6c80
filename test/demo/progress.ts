// How far the road has come, read from the database as its owner: what the terminal shows while the demo starts.
import type pg from 'pg';

export interface Progress {
  stage: 'waiting' | 'importing' | 'scoring' | 'alerting' | 'tagging' | 'done';
  /** Objects that Shopify's export has written, and rows that are in our tables. */
  objects: number;
  rows: number;
  customersScored: number;
  alerts: number;
  tagsPlanned: number;
  tagsApplied: number;
  /** What went wrong for good, in words. */
  problem: string | null;
}

interface Row {
  imports: string;
  imports_done: string;
  import_error: string | null;
  objects: string | null;
  rows: string | null;
  runs: string;
  run_error: string | null;
  scored: string;
  alerts: string;
  tag_runs: string;
  tag_runs_open: string;
  planned: string | null;
  applied: string | null;
  jobs: string;
}

const SQL = `
select (select count(*) from bulk_import) imports,
       (select count(*) from bulk_import where state = 'done') imports_done,
       (select max(error) from bulk_import where state = 'failed') import_error,
       (select sum(object_count) from bulk_import) objects,
       (select sum(rows_applied) from bulk_import) "rows",
       (select count(*) from scoring_run where finished_at is not null) runs,
       (select max(error) from scoring_run) run_error,
       (select count(*) from customer_score) scored,
       (select count(*) from churn_alert where state = 'open') alerts,
       (select count(*) from tag_run) tag_runs,
       (select count(*) from tag_run where finished_at is null) tag_runs_open,
       (select sum(cardinality(add) + cardinality(remove)) from tag_change) planned,
       (select sum(cardinality(add) + cardinality(remove)) from tag_change where state = 'applied') applied,
       (select count(*) from pgboss.job where state < 'completed' and name in ('import-shop', 'advance-import', 'score-shop', 'review-alerts', 'write-tags', 'apply-tag-run', 'write-metafields', 'apply-metafields', 'score-customers', 'apply-webhooks')) jobs`;

function stageOf(row: Row): Progress['stage'] {
  if (row.imports === '0') return 'waiting';
  if (row.imports !== row.imports_done) return 'importing';
  if (row.runs === '0') return 'scoring';
  if (row.tag_runs !== '0' && row.tag_runs_open !== '0') return 'tagging';
  return row.jobs === '0' ? 'done' : 'alerting';
}

export async function readProgress(owner: pg.Pool): Promise<Progress> {
  const { rows } = await owner.query<Row>(SQL);
  const row = rows[0];
  if (!row) throw new Error('The database told nothing.');
  return {
    stage: stageOf(row),
    objects: Number(row.objects),
    rows: Number(row.rows),
    customersScored: Number(row.scored),
    alerts: Number(row.alerts),
    tagsPlanned: Number(row.planned),
    tagsApplied: Number(row.applied),
    problem: row.import_error ?? row.run_error,
  };
}

const number = (value: number) => value.toLocaleString('en');

/** One line for the terminal. */
export function describe(progress: Progress): string {
  switch (progress.stage) {
    case 'waiting':
      return 'Waiting for the app to be opened …';
    case 'importing':
      return `Importing: Shopify has exported ${number(progress.objects)} objects, ${number(progress.rows)} are in the database …`;
    case 'scoring':
      return `Imported ${number(progress.rows)} objects. Scoring …`;
    case 'alerting':
      return `Scored ${number(progress.customersScored)} customers. Looking for customers at risk …`;
    case 'tagging':
      return `${number(progress.alerts)} alerts. Writing tags: ${number(progress.tagsApplied)} of ${number(progress.tagsPlanned)} …`;
    case 'done':
      return `Ready: ${number(progress.customersScored)} customers scored, ${number(progress.alerts)} alerts, ${number(progress.tagsApplied)} tags written.`;
  }
}

/**
 * Waits until `reached` says so; tells each new line to `say`.
 *
 * @returns seconds from the start to the first sight of each stage.
 * @throws when something failed for good or after `timeoutMs`.
 */
export async function followProgress(owner: pg.Pool, reached: (progress: Progress) => boolean, say: (line: string) => void, timeoutMs: number): Promise<Record<string, number>> {
  const startedAt = performance.now();
  const seconds: Record<string, number> = {};
  let told = '';
  for (;;) {
    const progress = await readProgress(owner);
    seconds[progress.stage] ??= Math.round((performance.now() - startedAt) / 100) / 10;
    const line = describe(progress);
    if (line !== told) say((told = line));
    if (progress.problem) throw new Error(progress.problem);
    if (reached(progress)) return seconds;
    if (performance.now() - startedAt > timeoutMs) throw new Error(`Not done after ${timeoutMs / 1000} seconds; it stood at: ${line}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
