// Which kinds a schedule meets, and how often. Not all in each: a schedule with few kinds comes further into what they do
// ("swarm testing", Groce et al. 2012), and some meet none at all, so that a fault of the harness shows as one.
import type { World } from '../clock/world.ts';
import { KINDS, type Kind, PROCESS_KINDS } from './kinds.ts';

export interface FaultPlan {
  /** Chance of each kind wherever it could strike; 0 for those that the schedule does not meet. */
  readonly chance: (kind: Kind) => number;
  /** How many minutes of shop life the faults go with. */
  readonly busyMs: number;
}

/** So many schedules of a hundred begin with a shop that is imported already. */
export const WARM_PERCENT = 70;

/** From this seed on schedules are crowded: more happens, most of it to the same customer and order, and the app is left and taken up again more often. */
const FIRST_CROWDED_SEED = 100_001;
export const isCrowded = (seed: number): boolean => seed >= FIRST_CROWDED_SEED;

/** How many things happen, and the chance that the app is uninstalled in a schedule, by the merchant's will. */
export const lifeOf = (seed: number): { happenings: readonly [number, number]; uninstalls: number } => (isCrowded(seed) ? { happenings: [12, 40], uninstalls: 0.4 } : { happenings: [3, 12], uninstalls: 0.12 });

const MINUTE_MS = 60_000;

/** Chance for each place at which the kind may strike: a request, a delivery, a step. */
const RATES: Record<Kind, number> = {
  throttled: 0.06,
  'http-429': 0.06,
  'http-500': 0.06,
  'http-502-503-504': 0.06,
  'connect-timeout': 0.05,
  'timeout-before-effect': 0.05,
  'timeout-after-effect': 0.08,
  'late-apply': 0.12,
  'reset-mid-body': 0.06,
  'truncated-json': 0.06,
  'partial-data': 0.06,
  'user-errors': 0.08,
  'bulk-partial': 0.3,
  'stale-read': 0.9,
  'token-expired': 0.04,
  'refresh-answer-lost': 0.5,
  'refresh-without-expiry': 0.7,
  'refresh-token-replaced': 0.4,
  'uninstalled-mid-job': 0.012,
  'webhook-duplicate': 0.2,
  'webhook-reorder': 0.4,
  'webhook-delay': 0.15,
  'webhook-drop': 0.12,
  'webhook-wrong-hmac': 0.08,
  'webhook-two-ids': 0.12,
  'subscription-gone': 0.03,
  sigkill: 0.004,
  sigterm: 0.0015,
  deadlock: 0.006,
  'pool-exhausted': 0.0015,
  'postgres-restart': 0.0015,
  'clock-jump': 0.0015,
  stall: 0.004,
  'job-twice': 0.003,
};

export function planFaults(world: World): FaultPlan {
  const none = world.chance('plan') < 0.03;
  const share = world.pick('plan', [0.1, 0.25, 0.5]);
  const met = new Map<Kind, number>();
  for (const kind of KINDS) {
    const here = world.chance('plan') < share;
    const weight = 0.4 + 1.6 * world.chance('plan');
    if (here && !none) met.set(kind, RATES[kind] * weight);
  }
  // Tokens are refreshed within a schedule only where they end early.
  if (['refresh-answer-lost', 'refresh-without-expiry', 'refresh-token-replaced'].some((kind) => met.has(kind as Kind))) met.set('token-expired', Math.max(met.get('token-expired') ?? 0, 0.08));
  const processFaults = PROCESS_KINDS.filter((kind) => met.has(kind)).length;
  return { chance: (kind) => (met.get(kind) ?? 0) / (PROCESS_KINDS.includes(kind as never) ? Math.max(1, processFaults / 2) : 1), busyMs: world.between('plan', 4 * MINUTE_MS, 20 * MINUTE_MS) };
}
