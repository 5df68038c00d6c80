// Shopify's bucket as its documentation has it: the requested cost is taken, what was not used comes back.
import type { QueryCost } from '../../../app/shopify/admin/pacing.ts';

export class LeakyBucket {
  throttled = 0;
  spent = 0;
  private level: number;
  private atMs = performance.now();
  readonly maximum: number;
  readonly restoreRate: number;

  constructor(maximum: number, restoreRate: number) {
    this.maximum = maximum;
    this.restoreRate = restoreRate;
    this.level = maximum;
  }

  private refill(): void {
    const now = performance.now();
    this.level = Math.min(this.maximum, this.level + ((now - this.atMs) / 1000) * this.restoreRate);
    this.atMs = now;
  }

  /** @returns the cost to state, and whether the request may run. */
  charge(requested: number, actual: number): { runs: boolean; cost: QueryCost } {
    this.refill();
    const runs = this.level >= requested;
    if (runs) {
      this.level -= actual;
      this.spent += actual;
    } else {
      this.throttled += 1;
    }
    const throttleStatus = { maximumAvailable: this.maximum, currentlyAvailable: Math.floor(this.level), restoreRate: this.restoreRate };
    return { runs, cost: { requestedQueryCost: requested, actualQueryCost: runs ? actual : null, throttleStatus } };
  }
}
