// Spends a shop's cost bucket to the full without ever being throttled. One process keeps a view of the bucket that is
// never fuller than the real one: what is sent is taken out before it is sent, and each answer corrects the view.
// Source: shopify.dev/docs/api/usage/limits (leaky bucket; the requested cost is reserved, the difference to the actual
// cost comes back). Several processes: see app/decisions/stages/0009-pacing-by-process.md.

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Points a second. */
  readonly restoreRate: number;
}

export interface QueryCost {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
  readonly throttleStatus: ThrottleStatus;
}

/** Interactive requests go first and may use the points that background work leaves free for them. */
export type Priority = 'interactive' | 'background';

export interface Reservation {
  /** To be called once: with the cost that Shopify stated, or nothing when the answer was lost or carried none. */
  settle(cost?: QueryCost): void;
}

interface Waiter {
  operation: string;
  priority: Priority;
  cost: number;
  grant(reservation: Reservation): void;
}

/** Points that background work leaves in the bucket, so that a click is never behind a sweep. */
const BACKGROUND_LEAVES = 100;
/** The timers of two machines differ by this much or less. */
const CLOCK_MARGIN_MS = 15;

export class CostBucket {
  private known: { maximum: number; restoreRate: number } | null = null;
  private available = 0;
  private availableAtMs = 0;
  private readonly inFlight = new Set<{ cost: number; settledMeanwhile: number }>();
  private readonly waiting: Record<Priority, Waiter[]> = { interactive: [], background: [] };
  private readonly lastCost = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private readonly nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /**
   * Waits until the bucket has room for the operation, then takes its cost out.
   *
   * @param cost points, as far as they are known.
   */
  reserve(operation: string, cost: number, priority: Priority): Promise<Reservation> {
    return new Promise((grant) => {
      this.waiting[priority].push({ operation, priority, cost, grant });
      this.grantWhatFits();
    });
  }

  /** Points, as Shopify stated them last; undefined before the first answer. */
  costOf(operation: string): number | undefined {
    return this.lastCost.get(operation);
  }

  /** Points a second, once known. */
  get restoreRate(): number | null {
    return this.known?.restoreRate ?? null;
  }

  /** Points that may be spent now; null before the first answer. */
  get level(): number | null {
    return this.known ? this.currentLevel() : null;
  }

  private currentLevel(): number {
    if (!this.known) return 0;
    const restored = ((this.nowMs() - this.availableAtMs) / 1000) * this.known.restoreRate;
    // A full bucket takes nothing more in, and what is on its way may not have been taken out of it yet.
    return Math.min(this.known.maximum - this.onTheirWay(), this.available + restored);
  }

  private onTheirWay(): number {
    let points = 0;
    for (const { cost } of this.inFlight) points += cost;
    return points;
  }

  private setLevel(points: number): void {
    this.available = points;
    this.availableAtMs = this.nowMs();
  }

  private grantWhatFits(): void {
    clearTimeout(this.timer);
    for (;;) {
      const queue = this.waiting.interactive.length > 0 ? this.waiting.interactive : this.waiting.background;
      const next = queue[0];
      if (!next) return;
      const waitMs = this.waitMs(next);
      if (waitMs > 0) {
        if (Number.isFinite(waitMs)) this.timer = setTimeout(() => this.grantWhatFits(), waitMs + CLOCK_MARGIN_MS);
        return;
      }
      queue.shift();
      next.grant(this.take(next));
    }
  }

  /** Infinity: until an answer comes in. */
  private waitMs({ cost, priority }: Waiter): number {
    // The size of the bucket is learnt from the first answer, so the first request goes alone.
    if (!this.known) return this.inFlight.size > 0 ? Infinity : 0;
    const need = Math.min(cost, this.known.maximum);
    const leave = priority === 'background' ? Math.min(BACKGROUND_LEAVES, this.known.maximum - need, this.known.maximum / 10) : 0;
    const missing = need + leave - this.currentLevel();
    return missing <= 0 ? 0 : (missing / this.known.restoreRate) * 1000;
  }

  private take(waiter: Waiter): Reservation {
    const mine = { cost: waiter.cost, settledMeanwhile: 0 };
    this.setLevel(this.currentLevel() - mine.cost);
    this.inFlight.add(mine);
    return {
      settle: (cost) => {
        if (!this.inFlight.delete(mine)) return;
        const spent = cost?.actualQueryCost ?? mine.cost;
        // Whether Shopify had taken this cost out when it answered the others is not known: they count it once more.
        for (const other of this.inFlight) other.settledMeanwhile += spent;
        if (cost) this.correct(waiter.operation, mine, cost);
        this.grantWhatFits();
      },
    };
  }

  private correct(operation: string, mine: { cost: number; settledMeanwhile: number }, cost: QueryCost): void {
    const { maximumAvailable, currentlyAvailable, restoreRate } = cost.throttleStatus;
    const own = this.known ? this.currentLevel() + mine.cost - (cost.actualQueryCost ?? 0) : currentlyAvailable;
    this.known = { maximum: maximumAvailable, restoreRate };
    this.lastCost.set(operation, cost.requestedQueryCost);
    const notYetTaken = mine.settledMeanwhile + this.onTheirWay();
    this.setLevel(Math.min(currentlyAvailable, Math.max(own, currentlyAvailable - notYetTaken)));
  }
}

const buckets = new Map<string, CostBucket>();

/** The bucket of one shop in this process. */
export function bucketOf(shopDomain: string): CostBucket {
  const bucket = buckets.get(shopDomain) ?? new CostBucket();
  buckets.set(shopDomain, bucket);
  return bucket;
}
