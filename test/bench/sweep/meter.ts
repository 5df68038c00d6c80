// What a sweep spends, read off Shopify's answers.
import type { World } from '../../faults/clock/world.ts';
import type { RequestFaults } from '../../faults/shopify/door.ts';

interface CostOfAnswer {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
}

export interface Spent {
  readonly requests: number;
  readonly points: number;
  readonly throttled: number;
  /** From the first request to the last answer, on Shopify's clock. */
  readonly seconds: number;
}

/** No faults, but a look at every answer. */
export class Meter {
  private requests = 0;
  private points = 0;
  private throttled = 0;
  private firstMs: number | null = null;
  private lastMs = 0;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  readonly watch: RequestFaults = {
    strike: ({ where }) => {
      if (where === 'graphql') this.firstMs ??= this.world.nowMs;
    },
    onTheWay: () => null,
    instead: () => null,
    retouch: ({ where }, body) => {
      if (where !== 'graphql') return body;
      const { errors, extensions } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[]; extensions?: { cost?: CostOfAnswer } };
      this.requests += 1;
      this.points += extensions?.cost?.actualQueryCost ?? 0;
      if (errors?.some((error) => error.extensions?.code === 'THROTTLED')) this.throttled += 1;
      this.lastMs = this.world.nowMs;
      return body;
    },
  };

  /** Since the last call. */
  take(): Spent {
    const spent = { requests: this.requests, points: this.points, throttled: this.throttled, seconds: (this.lastMs - (this.firstMs ?? this.lastMs)) / 1000 };
    this.requests = this.points = this.throttled = 0;
    this.firstMs = null;
    return spent;
  }
}
