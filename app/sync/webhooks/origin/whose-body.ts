// Whose bodies wait? A webhook under this shop's name is believed where it names somebody or something the shop is known to have;
// else Shopify is asked, with the shop's own token, whether the shop has it: one point for each number, up to 250 a request. Only
// first sights are asked for (a new customer, a guest's order), all of a group together.
import { AskMerchant, GiveUp, RetryLater } from '../../../domain/outcomes.ts';
import { log } from '../../../log.server.ts';
import { inShop, type ShopId } from '../../../records/db.ts';
import { findKnownSubjects, isReadingUnderWay, type Subjects } from '../../../records/inbound/origin/known-subjects.ts';
import { lockInbound } from '../../../records/inbound/lock.ts';
import { dismissWaiting, findWaitingNaming, holdWaiting, readWaiting } from '../../../records/inbound/origin/waiting-bodies.ts';
import type { Shop } from '../../../records/shops.ts';
import { adminClient } from '../../../shopify/admin-client.ts';
import { findExisting } from '../../reconcile/find-existing.ts';
import { type Named, namedBy } from './named-by.ts';

/** Which of these the shop has in Shopify. */
export type AskShopify = (shopDomain: string, customerIds: readonly bigint[], orderIds: readonly bigint[], signal: AbortSignal) => Promise<Subjects>;

export const askShopify: AskShopify = async (shopDomain, customerIds, orderIds, signal) => {
  const admin = await adminClient(shopDomain);
  return { customerIds: await findExisting(admin, 'Customer', customerIds, signal), orderIds: await findExisting(admin, 'Order', orderIds, signal) };
};

/** With no token of the shop nobody can be asked; the merchant has to open the app. */
const WITHOUT_TOKEN_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 5 * 60_000;

interface Waiting {
  readonly inboxId: bigint;
  readonly named: Named;
}

export interface Checked {
  /** Not to be applied now: not this shop's, or nobody could be asked. */
  readonly left: ReadonlySet<bigint>;
  /** Only the merchant can help. */
  readonly obstacle?: AskMerchant;
}

const hasAny = ({ customerIds, orderIds }: Subjects, named: Named) => named.customerIds.some((id) => customerIds.has(id)) || named.orderIds.some((id) => orderIds.has(id));
const all = (waiting: readonly Waiting[], of: 'customerIds' | 'orderIds') => [...new Set(waiting.flatMap(({ named }) => named[of]))];

/** Looks through a group of waiting webhooks. What is not this shop's is emptied; what nobody could be asked about waits. */
export async function checkWhose({ shopId, domain, uninstalledAt }: Shop, inboxIds: readonly bigint[], ask: AskShopify, signal: AbortSignal): Promise<Checked> {
  const waiting = (await readWaiting(shopId, inboxIds)).flatMap(({ inboxId, topic, body }): Waiting[] => {
    const named = namedBy(topic, body);
    return named ? [{ inboxId, named }] : [];
  });
  const known = await inShop(shopId, (tx) => findKnownSubjects(tx, shopId, all(waiting, 'customerIds'), all(waiting, 'orderIds')));
  const strange = waiting.filter(({ named }) => !hasAny(known, named));
  const left = new Set(await dismissGone(shopId, strange.filter(({ named }) => named.gone)));
  const asked = strange.filter(({ named }) => !named.gone);
  if (asked.length === 0) return { left };
  try {
    const there = await ask(domain, all(asked, 'customerIds'), all(asked, 'orderIds'), signal);
    await leave(shopId, asked.filter(({ named }) => !hasAny(there, named)), left);
    return { left };
  } catch (error) {
    if (!(error instanceof RetryLater || error instanceof AskMerchant || error instanceof GiveUp)) throw error;
    log().warn({ shop: domain, webhooks: asked.length, why: error.message }, 'nobody can say whose these webhooks are: they wait');
    // Of a shop that has left nothing new is kept; when it comes back, everything is imported.
    if (uninstalledAt && !(error instanceof RetryLater)) await leave(shopId, asked, left);
    else await hold(shopId, asked, error instanceof RetryLater ? Math.min(LONGEST_WAIT_MS, Math.max(1_000, error.afterMs)) : WITHOUT_TOKEN_MS, left);
    return error instanceof AskMerchant ? { left, obstacle: error } : { left };
  }
}

async function leave(shopId: ShopId, foreign: readonly Waiting[], left: Set<bigint>): Promise<void> {
  const ids = foreign.map(({ inboxId }) => inboxId);
  if (ids.length > 0) await inShop(shopId, (tx) => dismissWaiting(tx, shopId, ids, 'ignored: not-of-this-shop'));
  for (const id of ids) left.add(id);
}

async function hold(shopId: ShopId, unsure: readonly Waiting[], waitMs: number, left: Set<bigint>): Promise<void> {
  const ids = unsure.map(({ inboxId }) => inboxId);
  await inShop(shopId, (tx) => holdWaiting(tx, shopId, ids, waitMs));
  for (const id of ids) left.add(id);
}

/**
 * Something is no more that was never here. While something is read from Shopify that may still have it, the news is applied, and
 * leaves its mark. Else it leaves none, only what waits under its number goes too: news that comes later is asked about, and
 * Shopify will not have it.
 */
async function dismissGone(shopId: ShopId, gone: readonly Waiting[]): Promise<bigint[]> {
  if (gone.length === 0) return [];
  return inShop(shopId, async (tx) => {
    await lockInbound(tx, shopId);
    if (await isReadingUnderWay(tx, shopId)) return [];
    const known = await findKnownSubjects(tx, shopId, all(gone, 'customerIds'), all(gone, 'orderIds'));
    const strange = gone.filter(({ named }) => !hasAny(known, named));
    const ids = strange.map(({ inboxId }) => inboxId);
    if (ids.length === 0) return [];
    const others = (await findWaitingNaming(tx, shopId, [...all(strange, 'customerIds'), ...all(strange, 'orderIds')])).filter(({ topic, body }) => isAbout(namedBy(topic, body), strange));
    await dismissWaiting(tx, shopId, [...ids, ...others.map(({ inboxId }) => inboxId)], 'ignored: never-known');
    return [...ids, ...others.map(({ inboxId }) => inboxId)];
  });
}

/** Whether a body is about one of these itself, not merely of somebody else's order. */
function isAbout(named: Named | null, gone: readonly Waiting[]): boolean {
  if (!named) return false;
  const [customers, orders] = [all(gone, 'customerIds'), all(gone, 'orderIds')];
  return named.orderIds.length > 0 ? named.orderIds.some((id) => orders.includes(id)) : named.customerIds.length === 1 && named.customerIds.some((id) => customers.includes(id));
}
