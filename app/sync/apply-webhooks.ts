// Applies what waits in the inbox of a shop: each event once, in one transaction with the note that it was applied, most of
// them many in one (decision 0027). An event that fails waits for another try and holds nobody up.
import { RetryLater } from '../domain/outcomes.ts';
import { log } from '../log.server.ts';
import { enqueue } from '../queue/enqueue.ts';
import type { JobContracts } from '../queue/job-contracts.ts';
import type { JobContext } from '../queue/work.ts';
import { inShop, type ShopId } from '../records/db.ts';
import { forgetIfBuried } from '../records/inbound/forget-inbox.ts';
import { findWaiting, markApplied, markFailed, nextRetryMs, takeTouched, takeWaiting } from '../records/inbound/webhook-inbox.ts';
import { findShopById } from '../records/shops.ts';
import { recheckOrders, RECHECK_AFTER_MS } from './recheck-orders.ts';
import { applyEvent, applyGroup, isAppliedTogether } from './webhooks/apply-event.ts';
import { MalformedBody } from './webhooks/body.ts';
import { type AskShopify, askShopify, checkWhose } from './webhooks/origin/whose-body.ts';
import { CHATTER_TOPICS, isChatter } from './webhooks/chatter.ts';

/** So many events, then whoever is touched is scored: a long queue must not keep the first one waiting. */
const GROUP = 200;
/** No score waits for chatter; but whatever is urgent comes in between. */
const CHATTER_GROUP = 500;
/** A shop whose webhooks never cease goes to the back of the queue after so many groups: others wait too. */
const MOST_ROUNDS = 4;
/** As many as one scoring job takes at a time. */
const MOST_CUSTOMERS_A_JOB = 500;

/** The job. @param ask whom it asks whether a shop has what a webhook names */
export async function applyWebhooks(payload: JobContracts['apply-webhooks'], context: Pick<JobContext, 'signal'>, ask: AskShopify = askShopify): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const shop = await findShopById(shopId);
  if (!shop) return;
  let recheck = false;
  let obstacle: Error | undefined;
  for (let round = 1; ; round += 1) {
    const found = await findWaiting(shopId, CHATTER_TOPICS, CHATTER_GROUP);
    if (found.length > 0) {
      const next = nextOf(found);
      const { left, obstacle: met } = await checkWhose(shop, next.map(({ inboxId }) => inboxId), ask, context.signal);
      obstacle ??= met;
      const waiting = next.filter(({ inboxId }) => !left.has(inboxId));
      // Most go together, and where one of these cannot be applied, one by one.
      const group = waiting.filter(({ topic }) => isAppliedTogether(topic));
      const together = group.length > 0 ? await applyTogether(shopId, group.map(({ inboxId }) => inboxId)) : 'applied';
      recheck ||= together === 'recheck';
      for (const { inboxId } of together === 'failed' ? waiting : waiting.filter(({ topic }) => !isAppliedTogether(topic))) {
        if (context.signal.aborted) throw new RetryLater(0, 'the worker stops');
        recheck = (await applyOne(shopId, shop.domain, inboxId)) || recheck;
      }
    }
    if (found.length > 0 || round === 1) await announceTouched(shopId);
    if (found.length === 0) break;
    if (context.signal.aborted) throw new RetryLater(0, 'the worker stops');
    if (round === MOST_ROUNDS) {
      await enqueue(undefined, 'apply-webhooks', payload);
      break;
    }
  }
  if (!(await findShopById(shopId))) return;
  if (recheck) await enqueue(undefined, 'apply-webhooks', payload, { afterMs: RECHECK_AFTER_MS, key: `recheck:${payload.shopId}` });
  const retryMs = await inShop(shopId, (tx) => nextRetryMs(tx, shopId));
  if (retryMs !== null) await enqueue(undefined, 'apply-webhooks', payload, { afterMs: retryMs + 50, key: `retry:${payload.shopId}` });
  // Told last: what can be done without the merchant is done, and the rest is looked at again by itself.
  if (obstacle) throw obstacle;
  await recheckOrders(shopId, shop.domain, context.signal);
}

type Found = readonly { readonly inboxId: bigint; readonly topic: string }[];

/** Those that come next: chatter waits until nothing else does. */
function nextOf(found: Found): Found {
  const urgent = found.filter(({ topic }) => !isChatter(topic)).slice(0, GROUP);
  return urgent.length > 0 ? urgent : found;
}

/** @returns 'failed' when the group has to be applied one by one, nothing of it has happened then; 'recheck' when an order is out of date until its own update comes. */
async function applyTogether(shopId: ShopId, inboxIds: readonly bigint[]): Promise<'applied' | 'recheck' | 'failed'> {
  try {
    return await inShop(shopId, async (tx) => {
      const events = await takeWaiting(tx, shopId, inboxIds);
      const results = await applyGroup(tx, shopId, events);
      await markApplied(tx, shopId, events.map(({ inboxId }, place) => ({ inboxId, outcome: results[place]?.outcome ?? 'applied', touched: results[place]?.touched ?? [] })));
      return results.some(({ recheck }) => recheck) ? 'recheck' : 'applied';
    });
  } catch (error) {
    if (inboxIds.length > 1) log().warn({ shopId: shopId.toString(), events: inboxIds.length, why: error instanceof Error ? error.message : String(error) }, 'a group of webhooks is applied one by one');
    return 'failed';
  }
}

/** @returns whether an order is out of date until its own update comes. */
async function applyOne(shopId: ShopId, shopDomain: string, inboxId: bigint): Promise<boolean> {
  try {
    return await inShop(shopId, async (tx) => {
      const [webhook] = await takeWaiting(tx, shopId, [inboxId]);
      if (!webhook) return false;
      const applied = await applyEvent(webhook.topic, { tx, shopId, shopDomain, body: webhook.body, triggeredAt: webhook.triggeredAt });
      await markApplied(tx, shopId, [{ inboxId, outcome: applied.outcome, touched: applied.touched }]);
      return applied.recheck ?? false;
    });
  } catch (error) {
    // Where the database itself is away, this throws too, and the whole job is tried again.
    const why = error instanceof Error ? error.message : String(error);
    const retryMs = await inShop(shopId, async (tx) => ((await forgetIfBuried(tx, shopId, inboxId)) ? null : markFailed(tx, shopId, inboxId, why)));
    const fields = { shopId: shopId.toString(), inboxId: inboxId.toString(), retryMs };
    if (error instanceof MalformedBody) log().warn({ ...fields, why }, 'a webhook could not be understood');
    else log().error({ ...fields, err: error }, 'a webhook could not be applied');
    return false;
  }
}

/** Asks for the touched customers to be scored. What was committed before is announced even after a crash: it stays noted until then. */
async function announceTouched(shopId: ShopId): Promise<void> {
  await inShop(shopId, async (tx) => {
    const touched = await takeTouched(tx, shopId);
    for (let at = 0; at < touched.length; at += MOST_CUSTOMERS_A_JOB) {
      await enqueue(tx, 'score-customers', { shopId: shopId.toString(), customerIds: touched.slice(at, at + MOST_CUSTOMERS_A_JOB).map(String) });
    }
  });
}
