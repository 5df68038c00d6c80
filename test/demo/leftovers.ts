// A demo that was killed leaves processes behind. The next one finds them by the file it wrote, and ends them.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function commandLine(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // No such process, or a system without /proc: then only the process table can tell, by signal 0 below.
    return null;
  }
}

function isOurs(pid: number): boolean {
  const line = commandLine(pid);
  if (line !== null) return /app\/main\.ts|test\/store\/main\.ts|test\/demo\/main\.ts/.test(line);
  if (existsSync('/proc/self')) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const file = (dataDir: string) => path.join(dataDir, 'processes.json');

/** Ends what an earlier, killed demo left running. @returns how many processes that were. */
export async function endLeftovers(dataDir: string): Promise<number> {
  if (!existsSync(file(dataDir))) return 0;
  const pids = (JSON.parse(readFileSync(file(dataDir), 'utf8')) as number[]).filter((pid) => pid !== process.pid && isOurs(pid));
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of pids.filter(isOurs)) process.kill(pid, signal);
    for (let i = 0; i < 50 && pids.some(isOurs); i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  rmSync(file(dataDir), { force: true });
  return pids.length;
}

export function noteProcesses(dataDir: string, pids: (number | undefined)[]): void {
  writeFileSync(file(dataDir), JSON.stringify(pids.filter((pid) => pid !== undefined)));
}

export function forgetProcesses(dataDir: string): void {
  rmSync(file(dataDir), { force: true });
}
