// What Shopify answered, classed by what the caller can do. Facts: an answer with errors is HTTP 200; error codes sit in
// errors[].extensions.code; a missing scope is one ACCESS_DENIED for each field, the other fields stay.
import { AskMerchant, GiveUp, RetryLater } from '../../domain/outcomes.ts';

/** A mutation whose answer was lost: it may have happened. Look the effect up before sending it again. */
export class EffectUnknown extends RetryLater {
  readonly effectUnknown = true;
}

/** One error of an answer, with the place in the data that is null because of it. */
export interface FieldError {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly code: string | null;
}

/** Shopify refused the request as such: our own mistake. */
export class AdminApiError extends Error {
  override readonly name = 'AdminApiError';
  readonly errors: readonly FieldError[];
  constructor(operationName: string, errors: readonly FieldError[]) {
    super(`Shopify refused ${operationName}: ${errors.map(({ code, message }) => `${code ?? 'no code'}: ${message}`).join('; ')}`);
    this.errors = errors;
  }
}

interface RawError {
  message?: string;
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

export function fieldErrors(raw: readonly RawError[] | undefined): FieldError[] {
  return (raw ?? []).map(({ message, path, extensions }) => {
    const code = extensions?.['code'];
    return { message: message ?? 'no message', path: path ?? [], code: typeof code === 'string' ? code : null };
  });
}

const has = (errors: readonly FieldError[], ...codes: string[]) => errors.some(({ code }) => code !== null && codes.includes(code));

export const isThrottled = (errors: readonly FieldError[]): boolean => has(errors, 'THROTTLED');

/** Shopify's own trouble: the same request may succeed in a moment. */
export const isPassing = (errors: readonly FieldError[]): boolean => has(errors, 'INTERNAL_SERVER_ERROR', 'TIMEOUT', 'SERVICE_UNAVAILABLE');

/** What is thrown for an answer that holds errors and cannot be used. */
export function asOutcome(operationName: string, errors: readonly FieldError[]): Error {
  if (has(errors, 'ACCESS_DENIED')) return new AskMerchant('missing-scope', `${operationName}: ${errors[0]?.message ?? ''}`);
  if (has(errors, 'SHOP_INACTIVE')) return new GiveUp(`${operationName}: the shop is inactive`);
  return new AdminApiError(operationName, errors);
}

/** What is thrown for an HTTP status that no repetition changes; null where one may. 401 is handled before. */
export function asFinalStatus(operationName: string, status: number): Error | null {
  if (status === 401 || status === 403) return new GiveUp(`${operationName}: the shop no longer accepts our token (HTTP ${status})`);
  if (status === 404) return new GiveUp(`${operationName}: the shop is gone (HTTP 404)`);
  if (status === 402) return new AskMerchant('shop-frozen', `${operationName}: HTTP 402, the shop owes Shopify a payment`);
  if (status === 423) return new AskMerchant('shop-locked', `${operationName}: HTTP 423, the shop is locked`);
  if (status === 429 || status >= 500) return null;
  return new AdminApiError(operationName, [{ message: `HTTP ${status}`, path: [], code: null }]);
}
