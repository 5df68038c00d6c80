// How far the first import is: one bar for customers, one for orders.
import type { ShopTx } from '../db.ts';

export const IMPORT_KINDS = ['customers', 'orders'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export interface ImportStep {
  readonly kind: ImportKind;
  /** "waiting" before anything was asked of Shopify; then as in bulk_import.state. */
  readonly state: string;
  /** Objects that Shopify has written so far. */
  readonly objects: number;
  readonly rowsApplied: number;
  readonly bytesApplied: number;
  /** Null until Shopify's file is ready. */
  readonly fileBytes: number | null;
}

export interface ImportProgress {
  /** "none" before the first import, "running", "failed", or "done" once both kinds are in. */
  readonly state: 'none' | 'running' | 'failed' | 'done';
  readonly steps: readonly ImportStep[];
  readonly finishedAtMs: number | null;
}

interface LastImport {
  readonly kind: string;
  readonly state: string;
  readonly objectCount: bigint;
  readonly rowsApplied: bigint;
  readonly bytesApplied: bigint;
  readonly fileBytes: bigint | null;
  readonly finishedAt: Date | null;
}

/** The last of each kind, those of daily deep passes left out: they only compare what is here already. */
async function readLastImports(tx: ShopTx): Promise<LastImport[]> {
  return tx.$queryRaw<LastImport[]>`
    select distinct on (kind) kind, state, object_count as "objectCount", rows_applied as "rowsApplied", bytes_applied as "bytesApplied", file_bytes as "fileBytes", finished_at as "finishedAt"
    from bulk_import b
    where not exists (select from reconcile_pass p where p.kind = 'deep' and b.import_id >= (p.state -> 'imports' ->> b.kind)::bigint and b.started_at <= coalesce(p.finished_at, now()))
    order by kind, started_at desc, import_id desc`;
}

export async function readImportProgress(tx: ShopTx): Promise<ImportProgress> {
  const rows = await readLastImports(tx);
  const steps = IMPORT_KINDS.map((kind): ImportStep => {
    const row = rows.find((other) => other.kind === kind);
    return {
      kind,
      state: row?.state ?? 'waiting',
      objects: Number(row?.objectCount ?? 0n),
      rowsApplied: Number(row?.rowsApplied ?? 0n),
      bytesApplied: Number(row?.bytesApplied ?? 0n),
      fileBytes: row?.fileBytes == null ? null : Number(row.fileBytes),
    };
  });
  const all = (state: string) => steps.every((step) => step.state === state);
  const finished = rows.flatMap((row) => (row.finishedAt ? [row.finishedAt.getTime()] : []));
  const state = rows.length === 0 ? 'none' : all('done') ? 'done' : steps.some((step) => step.state === 'failed') ? 'failed' : 'running';
  return { state, steps, finishedAtMs: state === 'done' ? Math.max(...finished) : null };
}
