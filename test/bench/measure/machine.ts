// On what machine a figure was measured, and whether it was busy with something else meanwhile.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './median.ts';

/** Above this share of all cores taken by others, figures are not worth comparing with those of another day. */
export const BUSY_ABOVE = 0.12;
/** The kernel counts processor time in ticks of 10 ms, so a shorter look would see nothing but them. */
const LOOK_MS = 250;

const looks: number[] = [];

/** Ticks of all cores so far: all, and those with work. Null where the system has no /proc. */
function ticks(): { all: number; busy: number } | null {
  let text: string;
  try {
    text = readFileSync('/proc/stat', 'utf8');
  } catch {
    return null;
  }
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, softInterrupts = 0, stolen = 0] = text.slice(0, text.indexOf('\n')).trim().split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + interrupts + softInterrupts + stolen;
  return { all: busy + idle + waiting, busy };
}

/** Looks at the machine while we ourselves do nothing, and remembers the share of its cores that is taken. */
export async function lookAtBackground(): Promise<void> {
  const before = ticks();
  await sleep(LOOK_MS);
  const after = ticks();
  if (before && after && after.all > before.all) looks.push((after.busy - before.busy) / (after.all - before.all));
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Share of all cores that others took, 0 to 1: the median of the looks between the runs. Null where it cannot be known. */
  readonly backgroundLoad: number | null;
  /** The background was above BUSY_ABOVE: ratios of this run may still hold, single figures do not. */
  readonly busy: boolean;
}

export function machineFacts(): Machine {
  const load = looks.length > 0 ? median(looks) : null;
  const cpus = os.cpus();
  return {
    cores: os.availableParallelism(),
    processor: cpus[0]?.model ?? 'unknown',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    backgroundLoad: load === null ? null : Math.round(load * 1000) / 1000,
    busy: load !== null && load > BUSY_ABOVE,
  };
}
