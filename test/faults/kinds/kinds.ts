// The fault alphabet: 32 kinds, as the reliability notes name them (section 4), and two more that the workers' own promises need.

export const API_KINDS = [
  'throttled',
  'http-429',
  'http-500',
  'http-502-503-504',
  'connect-timeout',
  'timeout-before-effect',
  'timeout-after-effect',
  'late-apply',
  'reset-mid-body',
  'truncated-json',
  'partial-data',
  'user-errors',
  'bulk-partial',
  'stale-read',
] as const;
export const AUTH_KINDS = ['token-expired', 'refresh-answer-lost', 'refresh-without-expiry', 'refresh-token-replaced', 'uninstalled-mid-job'] as const;
export const WEBHOOK_KINDS = ['webhook-duplicate', 'webhook-reorder', 'webhook-delay', 'webhook-drop', 'webhook-wrong-hmac', 'webhook-two-ids', 'subscription-gone'] as const;
export const PROCESS_KINDS = ['sigkill', 'sigterm', 'deadlock', 'pool-exhausted', 'postgres-restart', 'clock-jump'] as const;
/** Not of the 32: a worker that stands still past its lease, and a job that runs twice because it was thought dead. */
export const WORKER_KINDS = ['stall', 'job-twice'] as const;

export const KINDS = [...API_KINDS, ...AUTH_KINDS, ...WEBHOOK_KINDS, ...PROCESS_KINDS, ...WORKER_KINDS] as const;
export type Kind = (typeof KINDS)[number];
