// Draws what goes wrong at a request: the faults of the API and of tokens.
import { Kind, parse, type FieldNode } from 'graphql';
import { bulkSettings } from '../../store/bulk/run-bulk.ts';
import { answerTokenRequest } from '../../store/auth/answer-token-request.ts';
import { world } from '../clock/world.ts';
import type { Kind as FaultKind } from '../kinds/kinds.ts';
import type { FaultPlan } from '../kinds/plan.ts';
import type { NetworkFault, PlainAnswer } from './carry.ts';
import type { Place, RequestFaults } from './door.ts';
import type { ShopifySide } from './shopify-side.ts';

export interface Strikes {
  /** The merchant takes the app out of the shop. */
  uninstall: () => void;
  /** Somebody else has exchanged the refresh token and keeps the new pair. */
  replaceTokens: (pair: { access_token: string; refresh_token?: string; expires_in?: number; scope: string }) => void;
}

const LATE_MOST_MS = 120_000;
const STALE_MOST_MS = 30_000;
/** Tokens end before their time, but not one after the other within one request. */
const TOKEN_LIVES_MS = 60_000;
/** After five failed exports in a day the app asks the merchant and waits for them. */
const MOST_FAILED_OPERATIONS = 3;

export function drawnRequestFaults(side: ShopifySide, plan: FaultPlan, strikes: Strikes): RequestFaults {
  const strikesNow = (kind: FaultKind) => world().faultsOn && world().chance(`fault ${kind}`) < plan.chance(kind);
  const drawn = (kind: FaultKind, what: string) => {
    if (!strikesNow(kind)) return false;
    world().fire(kind, what);
    return true;
  };

  let expiredMs = 0;
  let failedOperations = 0;

  return {
    strike(place) {
      const installation = side.state.installation;
      if (place.where === 'graphql') {
        if (installation && world().nowMs > expiredMs + TOKEN_LIVES_MS && drawn('token-expired', place.operationName ?? '')) {
          expiredMs = world().nowMs;
          for (const token of installation.accessTokens.values()) token.expiresAt = world().nowMs;
        }
        if (installation?.uninstalledAt === null && drawn('uninstalled-mid-job', place.operationName ?? '')) strikes.uninstall();
        if (failedOperations < MOST_FAILED_OPERATIONS && /StartExport|runTagBulk/.test(place.operationName ?? '') && drawn('bulk-partial', 'operation fails')) {
          failedOperations += 1;
          bulkSettings(side.store).failAfterRoots = world().between('roots', 1, 3);
        }
      }
      if (place.where === 'token' && installation?.uninstalledAt === null && drawn('refresh-token-replaced', '')) replace(side, strikes);
    },

    instead(place) {
      const { where, operationName } = place;
      if (where === 'bulk-file') return world().chance('address') < 0.3 && drawn('bulk-partial', 'address expired') ? plain(403, '<Error><Code>ExpiredToken</Code></Error>') : null;
      if (drawn('http-500', operationName ?? where)) return plain(500, '<html>Something went wrong.</html>');
      if (drawn('http-502-503-504', operationName ?? where)) return plain(world().pick('status', [502, 503, 504]), '<html>Something went wrong.</html>');
      if (where !== 'upload' && drawn('http-429', operationName ?? where)) return plain(429, '', { 'retry-after': String(world().between('retry after', 1, 4)) });
      if (where !== 'graphql') return null;
      if (drawn('throttled', operationName ?? '')) return throttled(side);
      if (place.mutation && drawn('user-errors', operationName ?? '')) return userErrors(place);
      return null;
    },

    onTheWay(place): NetworkFault | null {
      const what = place.operationName ?? place.where;
      if (place.where === 'bulk-file') return drawn('bulk-partial', 'file cut off') ? { kind: 'cut', share: world().chance('cut'), noticed: true } : null;
      if (place.where === 'token' && drawn('refresh-answer-lost', '')) return { kind: 'silence', effect: 'done' };
      if (drawn('connect-timeout', what)) return { kind: 'no-connection' };
      if (drawn('timeout-before-effect', what)) return { kind: 'silence', effect: 'none' };
      if (drawn('timeout-after-effect', what)) return { kind: 'silence', effect: 'done' };
      if (place.mutation && drawn('late-apply', what)) return { kind: 'silence', effect: { laterMs: world().between('late', 0, LATE_MOST_MS) } };
      if (drawn('reset-mid-body', what)) return { kind: 'cut', share: world().chance('cut'), noticed: true };
      if (drawn('truncated-json', what)) return { kind: 'cut', share: 0.9 * world().chance('cut'), noticed: false };
      return null;
    },

    retouch(place, body) {
      if (place.where === 'token' && drawn('refresh-without-expiry', '')) {
        const { expires_in: _unstated, ...rest } = JSON.parse(body) as Record<string, unknown>;
        return JSON.stringify(rest);
      }
      if (place.where !== 'graphql') return body;
      if (place.operationName === 'discountByCode') return stale(side, body, () => drawn('stale-read', 'discountByCode'));
      return drawn('partial-data', place.operationName ?? '') ? partial(body) : body;
    },
  };
}

const plain = (status: number, body: string, headers: Record<string, string> = {}): PlainAnswer => ({ status, headers: { 'content-type': 'text/html', ...headers }, body });
const answered = (body: unknown): PlainAnswer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function throttled(side: ShopifySide): PlainAnswer {
  const throttleStatus = { ...side.bucket.status(world().nowMs), currentlyAvailable: 0 };
  return answered({ errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost: { requestedQueryCost: world().between('cost', 10, 60), actualQueryCost: null, throttleStatus } } });
}

/** The payload that every mutation has, with an error of a known or an unknown code and nothing else. */
function userErrors({ document, operationName }: Place): PlainAnswer {
  const code = /StartExport|runTagBulk/.test(operationName ?? '') ? 'OPERATION_IN_PROGRESS' : world().pick('code', [null, 'INTERNAL_ERROR', 'A_CODE_OF_TOMORROW']);
  const [definition] = parse(document ?? '').definitions;
  const roots = definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
  const nameOf = (field: FieldNode) => field.alias?.value ?? field.name.value;
  const data = Object.fromEntries(
    roots.flatMap((root) => {
      if (root.kind !== Kind.FIELD) return [];
      const parts = root.selectionSet?.selections.flatMap((part) => (part.kind === Kind.FIELD ? [nameOf(part)] : [])) ?? [];
      return [[nameOf(root), Object.fromEntries(parts.map((name) => [name, name === 'userErrors' ? [{ field: null, message: 'Something went wrong, please try again.', code }] : null]))]];
    }),
  );
  return answered({ data });
}

/** One root is null because of an error, or there is no data at all. */
function partial(body: string): string {
  const answer = JSON.parse(body) as { data?: Record<string, unknown> | null; errors?: unknown[] };
  if (!answer.data || answer.errors) return body;
  const [root] = Object.keys(answer.data);
  const error = { message: 'Internal error. Looks like something went wrong on our end.', path: [root], extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  return JSON.stringify(world().pick('partial', [{ ...answer, data: { ...answer.data, [root ?? '']: null }, errors: [error] }, { errors: [error], data: null }, { data: null }]));
}

/** A look-up does not know yet of what was made a moment ago. */
function stale(side: ShopifySide, body: string, drawn: () => boolean): string {
  const answer = JSON.parse(body) as { data?: { codeDiscountNodeByCode?: { id: string } | null } };
  const id = Number(answer.data?.codeDiscountNodeByCode?.id.split('/').at(-1));
  const made = side.state.discounts.get(id);
  if (!made || world().nowMs - made.createdAt > world().between('stale', 0, STALE_MOST_MS) || !drawn()) return body;
  return JSON.stringify({ ...answer, data: { codeDiscountNodeByCode: null } });
}

function replace(side: ShopifySide, strikes: Strikes): void {
  const installation = side.state.installation;
  const [held] = [...(installation?.refreshTokens.keys() ?? [])].slice(-1);
  const ask = (refresh: string | undefined) =>
    answerTokenRequest(side.store, side.state, side, { client_id: side.clientId, client_secret: side.clientSecret, grant_type: 'refresh_token', refresh_token: refresh }).body;
  const first = ask(held);
  const second = 'refresh_token' in first ? ask(first.refresh_token) : first;
  if ('access_token' in second) strikes.replaceTokens(second);
}
