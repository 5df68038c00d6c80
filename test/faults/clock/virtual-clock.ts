// Time that passes only when nothing is left to do: timers fire in the order of their moments, those of one moment in the
// order in which they were set.

export interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
  /** Ends with the process that set it; null for what goes on in the world outside. */
  readonly owner: object | null;
}

export class VirtualClock {
  /** Milliseconds since 1970. */
  nowMs: number;
  private readonly timers: Timer[] = [];
  private order = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  after(delayMs: number, run: () => void, owner: object | null = null): Timer {
    const timer: Timer = { dueMs: this.nowMs + Math.max(0, Math.ceil(delayMs)), order: (this.order += 1), run, owner };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timers[middle]?.dueMs ?? 0) <= timer.dueMs) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
    return timer;
  }

  cancel(timer: Timer): void {
    const place = this.timers.indexOf(timer);
    if (place >= 0) this.timers.splice(place, 1);
  }

  /** A process is gone, and its timers with it. */
  forget(owner: object): void {
    for (let at = this.timers.length - 1; at >= 0; at -= 1) if (this.timers[at]?.owner === owner) this.timers.splice(at, 1);
  }

  get nextMs(): number | undefined {
    return this.timers[0]?.dueMs;
  }

  /** Moves on to the next timer and fires it. @returns false when there is none up to `untilMs`: then it is `untilMs`. */
  advance(untilMs: number): boolean {
    const [timer] = this.timers;
    if (!timer || timer.dueMs > untilMs) {
      this.nowMs = Math.max(this.nowMs, untilMs);
      return false;
    }
    this.timers.shift();
    this.nowMs = Math.max(this.nowMs, timer.dueMs);
    timer.run();
    return true;
  }
}
