// Real orders and published answers lie beside the repository, in shared; the repository holds none. Tests that want them ask here.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** @returns the path of a real data file, or null (with the reason printed) where it is not there. */
export function realData(file: string): string | null {
  return besideRepository(path.join('shared', 'data', file));
}

/** @returns the path of a file beside the repository, or null (with the reason printed) where it is not there. */
export function besideRepository(file: string): string | null {
  for (let at = path.resolve(import.meta.dirname, '../..'); at !== path.dirname(at); at = path.dirname(at)) {
    const candidate = path.join(at, file);
    if (existsSync(candidate)) return candidate;
  }
  console.info(`skipped: ${file} is not beside the repository`);
  return null;
}
