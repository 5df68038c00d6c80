// The Admin API of one shop: typed operations, paced by cost, errors classed by what the caller can do.
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { requireAccessToken } from './tokens/access-token.ts';
import { asFinalStatus, asOutcome, EffectUnknown, type FieldError, isPassing, isThrottled } from './admin/errors.ts';
import type { GeneratedMutationTypes, GeneratedQueryTypes } from './generated/admin.generated.d.ts';
import { bucketOf, type CostBucket, type Priority, type QueryCost } from './admin/pacing.ts';
import { exchange } from './admin/transport.ts';

type Operations = GeneratedQueryTypes & GeneratedMutationTypes;
/** The text of an operation somewhere in app/, as `npm run codegen` has seen it. */
export type Operation = keyof Operations;
export type ResultOf<O extends Operation> = Operations[O]['return'];
export type VariablesOf<O extends Operation> = Operations[O]['variables'];

export interface RequestOptions {
  /** Default: background. */
  priority?: Priority;
  signal?: AbortSignal;
  /** What it costs, where that depends on the variables; else it is learnt from the operation's last answer. */
  points?: number;
}

type Rest<O extends Operation> = Record<string, never> extends VariablesOf<O> ? [variables?: VariablesOf<O>, options?: RequestOptions] : [variables: VariablesOf<O>, options?: RequestOptions];

export interface AdminClient {
  readonly shopDomain: string;
  /** What is known of the shop's cost bucket. */
  readonly bucket: Pick<CostBucket, 'level' | 'restoreRate'>;
  /**
   * Sends a query or mutation and returns its data.
   *
   * @throws RetryLater when Shopify is busy or away (a query was tried again before); EffectUnknown when the answer to a
   * mutation was lost; GiveUp when the shop is gone; AskMerchant for a missing scope or a frozen shop; AdminApiError else.
   */
  request<O extends Operation>(operation: O, ...rest: Rest<O>): Promise<ResultOf<O>>;
  /** As request, but an answer with data and errors is returned: a field that may not be read is null and has its error. */
  requestPartial<O extends Operation>(operation: O, ...rest: Rest<O>): Promise<{ data: ResultOf<O>; errors: readonly FieldError[] }>;
}

interface Limits {
  timeoutMs: number;
  /** A query that failed in passing is sent again after each of these waits. */
  queryRetriesMs: readonly number[];
  /** Longest wait for a THROTTLED answer to pass, over all its repetitions. */
  throttledWaitMs: number;
}

const USUAL: Limits = { timeoutMs: 15_000, queryRetriesMs: [500, 1_500, 4_000], throttledWaitMs: 30_000 };
const FIRST_ESTIMATE_OF_QUERY = 50;
const COST_OF_MUTATION_ROOT = 10;
const AFTER_LOST_MS = 2_000;

const isMutation = (operation: string) => /^(?:\s|#.*\n)*mutation\b/.test(operation);
const nameOf = (operation: string) => /\b(?:query|mutation)\s+(\w+)/.exec(operation)?.[1] ?? 'unnamed operation';

/** Until Shopify has stated the cost: a mutation costs 10 for each root (recorded), a query of ours seldom more than 50. */
function firstEstimate(operation: string): number {
  if (!isMutation(operation)) return FIRST_ESTIMATE_OF_QUERY;
  const roots = operation.match(/^ {4}\w+(?::\s*\w+)?\s*\(/gm)?.length ?? 1;
  return COST_OF_MUTATION_ROOT * Math.max(1, roots) + 1;
}

/** Source: shopify.dev/docs/api/usage/limits. At least a second, as it advises. */
function throttledWaitMs(cost: QueryCost | undefined): number {
  if (!cost) return 1_000;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return Math.max(1_000, ((cost.requestedQueryCost - currentlyAvailable) / restoreRate) * 1000);
}

async function send(shopDomain: string, operation: string, variables: object | undefined, options: RequestOptions, limits: Limits) {
  const name = nameOf(operation);
  const mutation = isMutation(operation);
  const bucket = bucketOf(shopDomain);
  const retriesMs = [...limits.queryRetriesMs];
  let refusedToken: string | undefined;
  let throttledMs = 0;

  /** Waits before the next try, or throws when there is none. */
  async function again(why: string, afterMs: number | null, cause?: unknown): Promise<void> {
    if (mutation) throw new EffectUnknown(afterMs ?? AFTER_LOST_MS, `${name}: ${why}`, { cause });
    const waitMs = retriesMs.shift();
    if (waitMs === undefined || options.signal?.aborted) throw new RetryLater(afterMs ?? 10_000, `${name}: ${why}`, { cause });
    await sleep(Math.max(waitMs, afterMs ?? 0));
  }

  for (;;) {
    const accessToken = await requireAccessToken(shopDomain, refusedToken);
    const reservation = await bucket.reserve(operation, options.points ?? bucket.costOf(operation) ?? firstEstimate(operation), options.priority ?? 'background');
    // A mutation on its way is waited for: else nobody would know whether it happened.
    const result = await exchange({ shopDomain, accessToken, operation, variables, timeoutMs: limits.timeoutMs, signal: mutation ? undefined : options.signal });
    reservation.settle(result.kind === 'answer' ? result.cost : undefined);

    if (result.kind === 'lost') {
      await again('the answer was lost', null, result.cause);
    } else if (result.kind === 'status') {
      // A token may have been replaced a moment ago; a 401 has done nothing, so it is safe to send once more.
      if (result.status === 401 && refusedToken === undefined) {
        refusedToken = accessToken;
        continue;
      }
      const final = asFinalStatus(name, result.status);
      if (final) throw final;
      await again(`HTTP ${result.status}`, result.retryAfterMs);
    } else if (isThrottled(result.errors)) {
      // Refused before it ran, also for a mutation.
      const waitMs = throttledWaitMs(result.cost);
      throttledMs += waitMs;
      log().warn({ shop: shopDomain, operation: name, waitMs }, 'throttled');
      if (throttledMs > limits.throttledWaitMs) throw new RetryLater(waitMs, `${name}: throttled`);
      await sleep(waitMs);
    } else if (isPassing(result.errors) || (result.data === null && result.errors.length === 0)) {
      await again(result.errors[0]?.message ?? 'an answer without data', null);
    } else if (result.data === null) {
      throw asOutcome(name, result.errors);
    } else {
      return { data: result.data, errors: result.errors, name };
    }
  }
}

/**
 * @param shopDomain canonical form.
 * @throws GiveUp when the app has no session for the shop.
 */
export async function adminClient(shopDomain: string, limits: Partial<Limits> = {}): Promise<AdminClient> {
  const merged = { ...USUAL, ...limits };
  await requireAccessToken(shopDomain);
  return {
    shopDomain,
    bucket: bucketOf(shopDomain),
    async request<O extends Operation>(operation: O, ...[variables, options = {}]: Rest<O>) {
      const { data, errors, name } = await send(shopDomain, operation, variables, options, merged);
      if (errors.length > 0) throw asOutcome(name, errors);
      return data as ResultOf<O>;
    },
    async requestPartial<O extends Operation>(operation: O, ...[variables, options = {}]: Rest<O>) {
      const { data, errors } = await send(shopDomain, operation, variables, options, merged);
      return { data: data as ResultOf<O>, errors };
    },
  };
}
