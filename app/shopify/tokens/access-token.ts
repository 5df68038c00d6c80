// The shop's offline access token, always usable: refreshed before it ends, by one process at a time.
import type { Session } from '@shopify/shopify-api';
import { GiveUp, RetryLater } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import { sharedPool } from '../../records/db.ts';
import { requestFreshTokens } from './refresh-token.ts';
import { sessionStorage } from '../session-storage.ts';

/** A token that ends within this time is refreshed first. */
const REFRESH_BEFORE_END_MS = 5 * 60_000;
/** Each refresh holds a connection for its lock; the pool must keep some for everything else. */
const REFRESHES_AT_ONCE = 3;

const cached = new Map<string, { token: string; usableUntilMs: number }>();
const underWay = new Map<string, Promise<string>>();
const queue: (() => void)[] = [];
let running = 0;

const usableUntilMs = (session: Session): number => (session.expires ? session.expires.getTime() - REFRESH_BEFORE_END_MS : Infinity);

async function requireSession(shopDomain: string): Promise<Session & { accessToken: string }> {
  const session = await sessionStorage.loadSession(`offline_${shopDomain}`);
  if (!session?.accessToken) throw new GiveUp(`${shopDomain} has no session: the app is not installed there`);
  return session as Session & { accessToken: string };
}

function remember(session: Session & { accessToken: string }): string {
  cached.set(session.shop, { token: session.accessToken, usableUntilMs: usableUntilMs(session) });
  return session.accessToken;
}

/**
 * @param refused a token that Shopify has just answered 401 to; another one is found or asked for.
 * @throws GiveUp when the shop has no session or takes none of our tokens; RetryLater when Shopify does not answer.
 */
export async function requireAccessToken(shopDomain: string, refused?: string): Promise<string> {
  const known = cached.get(shopDomain);
  if (known && known.token !== refused && Date.now() < known.usableUntilMs) return known.token;
  const session = await requireSession(shopDomain);
  if (session.accessToken !== refused && Date.now() < usableUntilMs(session)) return remember(session);
  if (!session.refreshToken) return withoutRefresh(session, refused);
  const ongoing = underWay.get(shopDomain);
  if (ongoing) return ongoing;
  const refresh = inTurn(() => refreshUnderLock(shopDomain, refused)).finally(() => underWay.delete(shopDomain));
  underWay.set(shopDomain, refresh);
  return refresh;
}

/** A token that never ends has no successor; one that is about to end is used to its end. */
function withoutRefresh(session: Session & { accessToken: string }, refused: string | undefined): string {
  const ended = session.expires !== undefined && session.expires.getTime() <= Date.now();
  if (session.accessToken === refused || ended) throw new GiveUp(`${session.shop}: the token ended and cannot be refreshed; the merchant has to open the app`);
  return session.accessToken;
}

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (running >= REFRESHES_AT_ONCE) await new Promise<void>((next) => queue.push(next));
  else running += 1;
  try {
    return await run();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

async function refreshUnderLock(shopDomain: string, refused: string | undefined): Promise<string> {
  const connection = await sharedPool().connect();
  let broken = false;
  try {
    await connection.query('begin');
    await connection.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`perennial token ${shopDomain}`]);
    // Whoever held the lock before may have refreshed already.
    const session = await requireSession(shopDomain);
    if (session.accessToken !== refused && Date.now() < usableUntilMs(session)) return remember(session);
    return remember(await refreshed(session, refused));
  } catch (error) {
    broken = !(error instanceof GiveUp || error instanceof RetryLater);
    throw error;
  } finally {
    // The lock falls with the connection, if not with the commit.
    const unlocked = !broken && (await connection.query('commit').then(() => true, () => false));
    connection.release(!unlocked);
  }
}

async function refreshed(session: Session & { accessToken: string }, refused: string | undefined): Promise<Session & { accessToken: string }> {
  const stillGood = session.accessToken !== refused && session.expires !== undefined && session.expires.getTime() > Date.now() + 1_000;
  try {
    const result = await requestFreshTokens(session, Date.now());
    if (result.outcome === 'refreshed') {
      await sessionStorage.storeSession(result.session);
      return result.session as Session & { accessToken: string };
    }
    // The sign-in library refreshes without our lock: its new pair may be there by now.
    const again = await requireSession(session.shop);
    if (again.accessToken !== session.accessToken) return again;
    if (stillGood) return session;
    throw new GiveUp(`${session.shop}: Shopify refused the refresh token (HTTP ${result.status}); the merchant has to open the app`);
  } catch (error) {
    if (!(error instanceof RetryLater) || !stillGood) throw error;
    log().warn({ shop: session.shop, why: error.message }, 'token refresh failed, the old token still works');
    return session;
  }
}
