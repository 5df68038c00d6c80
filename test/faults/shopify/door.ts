// The network between the app and Shopify: takes what the app's fetch is given, lets the store do it, and brings the answer
// back, late, broken or not at all.
import { readFileSync } from 'node:fs';
import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { answerTokenRequest } from '../../store/auth/answer-token-request.ts';
import { accessTokenOf } from '../../store/auth/tokens.ts';
import { bulkFileOf } from '../../store/bulk/bulk-files.ts';
import { receiveForm } from '../../store/bulk/staged-uploads.ts';
import { answerGraphql, type GraphqlBody } from '../../store/graphql/answer.ts';
import { isInstalled } from '../../store/commerce/app-installation.ts';
import { awaited, slowStep } from '../clock/steps.ts';
import { world } from '../clock/world.ts';
import { carry, type NetworkFault, type PlainAnswer } from './carry.ts';
import type { ShopifySide } from './shopify-side.ts';

export type Where = 'graphql' | 'token' | 'bulk-file' | 'upload';

export interface Place {
  readonly where: Where;
  readonly operationName: string | null;
  readonly mutation: boolean;
  /** Text of the GraphQL document. */
  readonly document: string | null;
}

/** What the schedule's faults do at a request. */
export interface RequestFaults {
  /** Before the request is looked at: tokens end, the app is uninstalled. */
  strike: (place: Place) => void;
  /** On the way. */
  onTheWay: (place: Place) => NetworkFault | null;
  /** In place of the store's answer; nothing is done then. */
  instead: (place: Place) => PlainAnswer | null;
  /** What the app gets to see of the store's answer. */
  retouch: (place: Place, body: string) => string;
}

const json = (status: number, body: unknown): PlainAnswer => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export function openDoor(side: ShopifySide, faults: RequestFaults): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    return slowStep(`request ${url.pathname}`, async () => {
      const body = init?.body ? Buffer.from(await awaited('body', () => new Response(init.body).arrayBuffer())) : Buffer.alloc(0);
      const { place, effect } = reached(side, url, init?.method ?? 'GET', headers, body);
      faults.strike(place);
      const instead = faults.instead(place);
      const fault = instead ? null : faults.onTheWay(place);
      const answer = async () => {
        const { body: text, ...rest } = await effect();
        return { ...rest, body: typeof text === 'string' ? faults.retouch(place, text) : text };
      };
      world().note(`request ${place.where} ${place.operationName ?? ''}`);
      return carry(instead ? async () => instead : answer, fault, init?.signal ?? undefined);
    });
  };
}

interface Reached {
  readonly place: Place;
  readonly effect: () => Promise<PlainAnswer>;
}

function reached(side: ShopifySide, url: URL, method: string, headers: Headers, body: Buffer): Reached {
  const { pathname } = url;
  const plain = (where: Where): Place => ({ where, operationName: null, mutation: where === 'upload', document: null });
  if (method === 'POST' && pathname === '/admin/oauth/access_token') {
    return {
      place: plain('token'),
      effect: async () => {
        const { status, body: answer } = answerTokenRequest(side.store, side.state, side, JSON.parse(body.toString()) as Record<string, unknown>);
        return json(status, answer);
      },
    };
  }
  if (pathname.startsWith('/admin/api/')) return graphql(side, headers, JSON.parse(body.toString()) as GraphqlBody);
  if (pathname.startsWith('/bulk-operation-outputs/')) return { place: plain('bulk-file'), effect: async () => bulkFile(side, url, headers) };
  if (pathname.startsWith('/staged-uploads/')) {
    return {
      place: plain('upload'),
      effect: async () => {
        const { status, body: text } = await awaited('upload', () => receiveForm(side.store, headers.get('content-type') ?? '', body));
        return { status, headers: { 'content-type': 'application/xml' }, body: text };
      },
    };
  }
  throw new Error(`The app asked for ${method} ${url.href}, which is nothing of Shopify's.`);
}

const operations = new Map<string, { name: string | null; mutation: boolean }>();

function operationOf(document: string): { name: string | null; mutation: boolean } {
  let known = operations.get(document);
  if (!known) {
    const operation = getOperationAST(parse(document));
    operations.set(document, (known = { name: operation?.name?.value ?? null, mutation: operation?.operation === OperationTypeNode.MUTATION }));
  }
  return known;
}

function graphql(side: ShopifySide, headers: Headers, body: GraphqlBody): Reached {
  const document = String(body.query);
  const { name, mutation } = operationOf(document);
  return {
    place: { where: 'graphql', operationName: name, mutation, document },
    effect: async () => {
      const token = isInstalled(side.state) ? accessTokenOf(side.state, headers.get('x-shopify-access-token') ?? undefined, world().nowMs) : null;
      if (!token) return json(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
      return json(200, answerGraphql(body, side.requestFor(token.scopes), side.bucket).answer);
    },
  };
}

function bulkFile(side: ShopifySide, url: URL, headers: Headers): PlainAnswer {
  const file = bulkFileOf(url, side.store.now());
  if (!file) return { status: 403, headers: { 'content-type': 'application/xml' }, body: "<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code></Error>" };
  const bytes = readFileSync(file);
  const start = Number(/^bytes=(\d+)-$/.exec(headers.get('range') ?? '')?.[1] ?? 0);
  const type = { 'content-type': 'application/jsonl', 'accept-ranges': 'bytes' };
  if (start > 0 && start < bytes.length) {
    return { status: 206, headers: { ...type, 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }, body: bytes.subarray(start) };
  }
  return { status: 200, headers: { ...type, 'content-length': String(bytes.length) }, body: bytes };
}
