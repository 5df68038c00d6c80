// The leaky bucket of one app in one shop.

export interface BucketSize {
  maximumAvailable: number;
  /** Points a second. */
  restoreRate: number;
}

/** Standard plan, as recorded. */
export const STANDARD_BUCKET: BucketSize = { maximumAvailable: 2000, restoreRate: 100 };

export class CostBucket {
  size: BucketSize;
  private available: number;
  private filledAt: number;

  constructor(size: BucketSize, now: number) {
    this.size = size;
    this.available = size.maximumAvailable;
    this.filledAt = now;
  }

  private refill(now: number): void {
    const seconds = Math.max(0, now - this.filledAt) / 1000;
    this.available = Math.min(this.size.maximumAvailable, this.available + seconds * this.size.restoreRate);
    this.filledAt = now;
  }

  affords(points: number, now: number): boolean {
    this.refill(now);
    return this.available >= points;
  }

  take(points: number, now: number): void {
    this.refill(now);
    this.available -= points;
  }

  status(now: number): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number } {
    this.refill(now);
    return { maximumAvailable: this.size.maximumAvailable, currentlyAvailable: Math.max(0, Math.floor(this.available)), restoreRate: this.size.restoreRate };
  }
}
