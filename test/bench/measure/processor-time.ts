// Processor time of other processes: what a request costs, however busy the machine is with something else.
import { readdirSync, readFileSync } from 'node:fs';

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Its own, and of its children that have ended. */
  readonly ms: number;
}

const MS_PER_TICK = 10;

function statOf(pid: number): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { pid, parent: Number(fields[1]), ms: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * MS_PER_TICK, 0) };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}

/** User and system time so far of a process and its children, in milliseconds; null where the system has no /proc. */
export function processorMs(pid: number): number | null {
  let all: Stat[];
  try {
    all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  } catch {
    return null;
  }
  return all.reduce((sum, stat) => (stat.pid === pid || stat.parent === pid ? sum + stat.ms : sum), 0);
}
