// What can go wrong with a request, on the wire between the app and the simulated store: the kinds of the crash matrix that are no
// death of the process (crash.ts). Each piece of work has its own faults, so that many can be under way at once.
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll } from 'vitest';

export const REQUEST_FAULTS = ['answer-lost', 'late', 'twice', 'throttled', 'http-429', 'http-503', 'reset', 'half-open', 'truncated', 'errors', 'null-data', 'unknown-user-error', 'partial'] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

interface Wire {
  /** Counts from 1. */
  readonly faults: ReadonlyMap<number, RequestFault>;
  requests: number;
  readonly late: (() => Promise<unknown>)[];
}

const COST = { requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 } };
const EMPTY = { ...COST, actualQueryCost: null, throttleStatus: { ...COST.throttleStatus, currentlyAvailable: 5 } };
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const broken = () => new TypeError('fetch failed');

interface Body {
  query: string;
  variables?: { codes?: unknown[] };
}

/** What is asked, as far as a fault depends on it. */
type Asked = { kind: 'graphql'; body: Body; mutation: boolean } | { kind: 'token' } | { kind: 'file' };

function asked(url: string, text: string): Asked {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/graphql.json')) {
    const body = JSON.parse(text) as Body;
    return { kind: 'graphql', body, mutation: /^(?:\s|#.*\n)*mutation\b/.test(body.query) };
  }
  return pathname === '/admin/oauth/access_token' ? { kind: 'token' } : { kind: 'file' };
}

/** The payload of each root of the mutation, with an error nobody has heard of. */
function unknownUserError({ query }: Body): Response {
  const roots = [...query.matchAll(/^ {4}(\w+)\s*\(/gm)].map(([, root]) => root ?? '');
  const payload = { userErrors: [{ field: null, message: 'Something went wrong, please try again.', code: null }] };
  return json({ data: Object.fromEntries(roots.map((root) => [root, payload])), extensions: { cost: COST } });
}

/** Half of the codes are left out, as when some of them fail. */
function half(body: Body): Buffer {
  const codes = body.variables?.codes ?? [];
  return Buffer.from(JSON.stringify({ ...body, variables: { ...body.variables, codes: codes.slice(0, Math.ceil(codes.length / 2)) } }));
}

type Send = (sent?: Buffer) => Promise<Response>;

/** @returns null for a fault that cannot happen to what was asked. */
async function struck(fault: RequestFault, what: Asked, send: Send, late: Wire['late']): Promise<Response | null> {
  const graphql = what.kind === 'graphql';
  switch (fault) {
    case 'answer-lost':
    case 'half-open':
      await (await send()).text();
      throw broken();
    case 'late':
      late.push(async () => (await send()).text());
      throw broken();
    case 'twice':
      await (await send()).text();
      return send();
    case 'throttled':
      return graphql ? json({ errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost: EMPTY } }) : null;
    case 'http-429':
      return json({}, 429, { 'retry-after': '0.01' });
    case 'http-503':
      return json({}, 503);
    case 'reset':
      throw broken();
    case 'truncated':
      return new Response((await (await send()).text()).slice(0, 12), { headers: { 'content-type': 'application/json' } });
    case 'errors':
      // A file's store knows no such answer.
      return what.kind === 'file' ? null : json({ data: null, errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    case 'null-data':
      if (what.kind === 'file') return null;
      await (await send()).text();
      return json({ data: null });
    case 'unknown-user-error':
      if (what.kind === 'token') return json({ error: 'something_new', error_description: 'Something went wrong, please try again.' }, 400);
      return graphql && what.mutation ? unknownUserError(what.body) : null;
    case 'partial': {
      if (graphql) return what.body.variables?.codes ? send(half(what.body)) : null;
      if (what.kind === 'file') return null;
      const { expires_in: _, ...rest } = (await (await send()).json()) as Record<string, unknown>;
      return json(rest);
    }
  }
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

  async function onTheWire(wire: Wire, request: Request): Promise<Response> {
    wire.requests += 1;
    const fault = wire.faults.get(wire.requests);
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    const { method, headers } = request;
    const send: Send = (sent = body) => original(request.url, { method, headers, ...(sent ? { body: new Uint8Array(sent) } : {}) });
    const waiting = wire.late.splice(0);
    try {
      if (!fault) return await send();
      let answer: Response | null | undefined;
      try {
        answer = await struck(fault, asked(request.url, body?.toString() ?? ''), send, wire.late);
      } finally {
        if (answer !== null) fired.add(fault);
      }
      return answer ?? (await send());
    } finally {
      // What came late takes effect just after the request that followed it, be that the look-up that found nothing.
      for (const effect of waiting) await effect();
    }
  }

  beforeAll(() => {
    globalThis.fetch = (input, init) => {
      const wire = current.getStore();
      return wire ? onTheWire(wire, new Request(input, init)) : original(input, init);
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
