// Result files and uploads lie in a directory of their own, which goes when the store does.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BulkOperation } from '../model.ts';

const WEEK_SECONDS = 604_800;
const held = { directory: null as string | null };

export function bulkDirectory(): string {
  if (held.directory === null) {
    const directory = mkdtempSync(path.join(tmpdir(), 'simulated-store-'));
    held.directory = directory;
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  }
  return held.directory;
}

export function bulkFilePath(file: string): string {
  return path.join(bulkDirectory(), path.basename(file));
}

function signature(file: string, expires: number): string {
  return createHash('sha256').update(`${file}:${expires}:simulated`).digest('hex').slice(0, 32);
}

/** Valid for seven days from completion. */
export function bulkFileUrl(operation: BulkOperation, origin: string): string {
  const expires = Math.floor((operation.completedAt ?? operation.createdAt) / 1000) + WEEK_SECONDS;
  const file = operation.file ?? '';
  const query = new URLSearchParams({ GoogleAccessId: 'simulated-store', Expires: String(expires), Signature: signature(file, expires), 'response-content-disposition': `attachment; filename="${path.basename(file)}"` });
  return `${origin}/bulk-operation-outputs/${file}?${query.toString()}`;
}

/** @returns null where the address is forged or too old. */
export function bulkFileOf(url: URL, now: number): string | null {
  const file = decodeURIComponent(url.pathname.split('/').pop() ?? '');
  const expires = Number(url.searchParams.get('Expires'));
  if (url.searchParams.get('Signature') !== signature(file, expires) || expires * 1000 < now) return null;
  return bulkFilePath(file);
}
