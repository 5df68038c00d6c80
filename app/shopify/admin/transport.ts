// One HTTP exchange with the Admin API, and what is known after it. Nothing is thrown, nothing is repeated here.
import { ClientError, GraphQLClient } from 'graphql-request';
import { API_VERSION } from '../api-version.ts';
import { type FieldError, fieldErrors } from './errors.ts';
import { shopifyFetch } from '../fetch.ts';
import type { QueryCost } from './pacing.ts';

export type Exchange =
  | { readonly kind: 'answer'; readonly data: unknown; readonly errors: readonly FieldError[]; readonly cost: QueryCost | undefined }
  /** Shopify's edge answered in place of the API. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | null }
  /** No whole answer came: what was asked may have happened. */
  | { readonly kind: 'lost'; readonly cause: unknown };

export interface ExchangeInput {
  shopDomain: string;
  accessToken: string;
  operation: string;
  variables: object | undefined;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

function retryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

export async function exchange({ shopDomain, accessToken, operation, variables, timeoutMs, signal }: ExchangeInput): Promise<Exchange> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const client = new GraphQLClient(`https://${shopDomain}/admin/api/${API_VERSION}/graphql.json`, {
    fetch: shopifyFetch,
    errorPolicy: 'all',
    headers: { 'X-Shopify-Access-Token': accessToken, Accept: 'application/json' },
  });
  try {
    const answer = await client.rawRequest({ query: operation, variables: { ...variables }, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const cost = (answer.extensions as { cost?: QueryCost } | undefined)?.cost;
    return { kind: 'answer', data: answer.data ?? null, errors: fieldErrors(answer.errors), cost };
  } catch (cause) {
    if (!(cause instanceof ClientError)) return { kind: 'lost', cause };
    const { status, headers } = cause.response;
    return { kind: 'status', status, retryAfterMs: headers instanceof Headers ? retryAfterMs(headers) : null };
  }
}
