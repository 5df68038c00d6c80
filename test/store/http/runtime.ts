// One running store: the state, the sender of webhooks, buckets, faults and the timers that must end with it.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CostBucket, STANDARD_BUCKET, type BucketSize } from '../graphql/bucket.ts';
import type { AdminRequest } from '../graphql/request.ts';
import type { ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import type { AppConfig } from '../webhooks/app-config.ts';
import type { WebhookSender } from '../webhooks/deliver.ts';
import { plannedFaults, type Fault, type FaultPlace, type Faults, type PlannedFault } from './faults.ts';

export interface RuntimeOptions {
  store: SimulatedStore;
  sender: WebhookSender;
  config: AppConfig;
  clientId: string;
  clientSecret: string;
  faults?: Faults;
  bucket?: BucketSize;
}

export class StoreRuntime {
  readonly store: SimulatedStore;
  readonly sender: WebhookSender;
  readonly config: AppConfig;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the loaded history says of itself: where it is from, by how many days its dates were moved. */
  historyFacts: Record<string, unknown> = {};
  /** Set once the server listens. */
  origin = '';
  bucketSize: BucketSize;
  readonly plan: PlannedFault[] = [];
  /** Documents answered so far, by operation name, for tests of what the app spends. */
  readonly operations = new Map<string, { count: number; points: number }>();
  private readonly buckets = new Map<string, CostBucket>();
  private readonly counters = new Map<string, number>();
  private readonly timers = new Set<NodeJS.Timeout | NodeJS.Immediate>();
  private readonly faults: Faults;
  private closed = false;

  constructor(options: RuntimeOptions) {
    this.store = options.store;
    this.sender = options.sender;
    this.config = options.config;
    this.clientId = options.clientId;
    this.clientSecret = options.clientSecret;
    this.bucketSize = options.bucket ?? STANDARD_BUCKET;
    this.faults = plannedFaults(this.plan, options.faults);
  }

  /** The app's bucket in this shop. */
  bucketOf(state: ShopState): CostBucket {
    let bucket = this.buckets.get(state.shop.domain);
    if (!bucket) this.buckets.set(state.shop.domain, (bucket = new CostBucket(this.bucketSize, this.store.now())));
    bucket.size = this.bucketSize;
    return bucket;
  }

  requestIn(state: ShopState, scopes: readonly string[]): AdminRequest {
    return { store: this.store, state, scopes: new Set(scopes), origin: this.origin, searches: [], later: (work, delayMs) => this.later(work, delayMs) };
  }

  later(work: () => void, delayMs: number): void {
    const run = () => {
      this.timers.delete(timer);
      if (!this.closed) work();
    };
    const timer: NodeJS.Timeout | NodeJS.Immediate = delayMs > 0 ? setTimeout(run, delayMs) : setImmediate(run);
    this.timers.add(timer);
  }

  fault(where: FaultPlace['where'], state: ShopState, operationName: string | null): Fault | null {
    const number = (this.counters.get(where) ?? 0) + 1;
    this.counters.set(where, number);
    const fault = this.faults({ where, number, shop: state.shop.domain, operationName });
    if (fault) this.store.record(state, 'fault', { where, number, operationName, ...fault });
    return fault;
  }

  /** Answers as the fault wants it. @returns false where the request is to be done first (answer-lost, cut-off). */
  failBefore(fault: Fault | null, res: ServerResponse): boolean {
    if (fault?.kind === 'status') {
      const headers: Record<string, string> = { 'content-type': 'text/html', 'x-request-id': randomUUID() };
      if (fault.retryAfterSeconds !== undefined) headers['retry-after'] = String(fault.retryAfterSeconds);
      res.writeHead(fault.status, headers);
      res.end('<html><body>Something went wrong.</body></html>');
      return true;
    }
    if (fault?.kind === 'timeout') {
      this.later(() => res.destroy(), fault.afterMs);
      return true;
    }
    return false;
  }

  note(operationName: string | null, points: number): void {
    const name = operationName ?? 'anonymous';
    const known = this.operations.get(name) ?? { count: 0, points: 0 };
    this.operations.set(name, { count: known.count + 1, points: known.points + points });
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) {
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
    }
    this.timers.clear();
    this.sender.close();
  }
}
