// Real orders lie beside the repository, in shared/data; the repository holds none. Tests that want them ask here.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** @returns the path of a real data file, or null (with the reason printed) where it is not there. */
export function realData(file: string): string | null {
  for (let at = path.resolve(import.meta.dirname, '../..'); at !== path.dirname(at); at = path.dirname(at)) {
    const candidate = path.join(at, 'shared', 'data', file);
    if (existsSync(candidate)) return candidate;
  }
  console.info(`skipped: the real orders ${file} are not beside the repository (shared/data)`);
  return null;
}
