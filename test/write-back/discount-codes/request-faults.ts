// What can go wrong with a request, on the wire between the app and the simulated store: the kinds of the crash matrix that are no
// death of the process (crash.ts). Each piece of work has its own faults, so that many can be under way at once.
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll } from 'vitest';

export const REQUEST_FAULTS = ['answer-lost', 'late', 'twice', 'http-429', 'http-503', 'reset', 'half-open', 'truncated', 'errors', 'null-data', 'unknown-user-error', 'partial'] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

interface Wire {
  /** Counts from 1. */
  readonly faults: ReadonlyMap<number, RequestFault>;
  requests: number;
  readonly late: (() => Promise<unknown>)[];
}

const COST = { requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 } };
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const broken = () => new TypeError('fetch failed');

interface Body {
  query: string;
  operationName?: string;
  variables?: { codes?: unknown[] };
}

/** The payload of the mutation, with an error nobody has heard of. */
function unknownUserError({ query }: Body): Response {
  const root = /\{\s*(\w+)\(/.exec(query.slice(query.indexOf(')')))?.[1] ?? 'root';
  return json({ data: { [root]: { userErrors: [{ field: null, message: 'Something went wrong, please try again.', code: null }] } }, extensions: { cost: COST } });
}

/** Half of the codes are left out, as when some of them fail. */
function half(body: Body): string {
  const codes = body.variables?.codes ?? [];
  return JSON.stringify({ ...body, variables: { ...body.variables, codes: codes.slice(0, Math.ceil(codes.length / 2)) } });
}

export interface RequestFaults {
  /** Kinds that have struck. */
  readonly fired: Set<RequestFault>;
  /** Runs a piece of work with faults of its own. @returns how many requests it made. */
  during(faults: ReadonlyMap<number, RequestFault>, work: () => Promise<void>): Promise<number>;
}

export function useRequestFaults(): RequestFaults {
  const fired = new Set<RequestFault>();
  const current = new AsyncLocalStorage<Wire>();
  const original = globalThis.fetch;

  async function onTheWire(wire: Wire, input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    wire.requests += 1;
    const fault = wire.faults.get(wire.requests);
    const text = await new Response(init?.body).text();
    const body = JSON.parse(text) as Body;
    const mutation = /^(?:\s|#.*\n)*mutation\b/.test(body.query);
    const { method, headers } = init ?? {};
    const send = (sent = text) => original(input, { method, headers, body: sent });
    const waiting = wire.late.splice(0);
    if (fault && (fault !== 'unknown-user-error' || mutation) && (fault !== 'partial' || body.variables?.codes)) fired.add(fault);
    const answer = async (): Promise<Response> => {
      switch (fault) {
        case 'answer-lost':
        case 'half-open':
          await (await send()).text();
          throw broken();
        case 'late':
          wire.late.push(async () => (await send()).text());
          throw broken();
        case 'twice':
          await (await send()).text();
          return send();
        case 'http-429':
          return json({}, 429, { 'retry-after': '0.01' });
        case 'http-503':
          return json({}, 503);
        case 'reset':
          throw broken();
        case 'truncated':
          return new Response((await (await send()).text()).slice(0, 12), { headers: { 'content-type': 'application/json' } });
        case 'errors':
          return json({ data: null, errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
        case 'null-data':
          await (await send()).text();
          return json({ data: null });
        case 'unknown-user-error':
          return mutation ? unknownUserError(body) : send();
        case 'partial':
          return body.variables?.codes ? send(half(body)) : send();
        case undefined:
          return send();
      }
    };
    try {
      return await answer();
    } finally {
      // What came late takes effect just after the request that followed it, be that the look-up that found nothing.
      for (const effect of waiting) await effect();
    }
  }

  beforeAll(() => {
    globalThis.fetch = (input, init) => {
      const wire = current.getStore();
      return wire ? onTheWire(wire, input, init) : original(input, init);
    };
  });
  afterAll(() => {
    globalThis.fetch = original;
  });

  return {
    fired,
    async during(faults, work) {
      const wire: Wire = { faults, requests: 0, late: [] };
      await current.run(wire, work);
      for (const effect of wire.late.splice(0)) await effect();
      return wire.requests;
    },
  };
}
