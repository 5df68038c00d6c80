// Holds the codes in Shopify against the intents. A code that nobody should be able to redeem is ended; one that should be there
// and is not is made again. Both are recorded for the merchant. What a list says is only a hint: a code is looked up before
// anything is done about it.
import { isShapedLikeOurs } from '../../../domain/offers/code-from-digest.ts';
import { log } from '../../../log.server.ts';
import { enqueue } from '../../../queue/enqueue.ts';
import type { JobContracts } from '../../../queue/job-contracts.ts';
import type { CodeIntent } from '../../../records/code-intents.ts';
import { inShop, type ShopId } from '../../../records/db.ts';
import { requireShopById } from '../../../records/shops.ts';
import { findIntentByCode, findStandingIntents, noteEndedByHand, replanSeen } from '../../../records/write-back/code-audit.ts';
import { noteIncident } from '../../../records/write-back/code-incidents.ts';
import { type AdminClient, adminClient } from '../../../shopify/admin-client.ts';
import { deactivateDiscount } from '../deactivate-discount.ts';
import { findDiscount, readTitle } from '../find-discount.ts';
import { lookUpCode } from '../look-up-code.ts';
import { readSharedCodes, removeSharedCode } from '../remove-shared-code.ts';
import { listMarkedDiscounts, type MarkedDiscount } from './list-marked-discounts.ts';

/** What is younger is still being settled, and lists may not show it yet. */
const GRACE_MS = 10 * 60_000;

export interface OrphansFound {
  readonly compared: number;
  readonly ended: number;
  readonly remade: number;
}

/** The job. Run again from the start after a crash: what was put right does not come up again. */
export async function findOrphanCodes(payload: JobContracts['find-orphan-codes']): Promise<void> {
  const found = await compareCodes(BigInt(payload.shopId));
  log().info({ shopId: payload.shopId, ...found }, 'codes compared with Shopify');
}

export async function compareCodes(shopId: ShopId): Promise<OrphansFound> {
  const { domain } = await requireShopById(shopId);
  const client = await adminClient(domain);
  const startedAtMs = Date.now();
  const seen = new Set<string>();
  let ended = 0;
  for (const discount of await listMarkedDiscounts(client)) {
    const codes = await codesOf(client, discount);
    for (const code of codes) seen.add(code);
    if (discount.createdAtMs > startedAtMs - GRACE_MS) continue;
    for (const code of codes) if (await judge(client, shopId, discount.title, code)) ended += 1;
  }
  let remade = 0;
  for (const intent of await findStandingIntents(shopId, new Date(startedAtMs - GRACE_MS), new Date(startedAtMs))) {
    if (!seen.has(intent.code) && (await checkStanding(client, intent))) remade += 1;
  }
  return { compared: seen.size, ended, remade };
}

/** By title and by the looks of the code: a discount that a merchant named after a plant is none of ours. */
async function codesOf(client: AdminClient, { title, code }: MarkedDiscount): Promise<string[]> {
  const mark = readTitle(title);
  if (!mark || !isShapedLikeOurs(code)) return [];
  if ('intentKey' in mark) return [code];
  const standing = await lookUpCode(client, code);
  return standing ? (await readSharedCodes(client, standing.discountGid)).map((one) => one.code).filter(isShapedLikeOurs) : [];
}

/** @returns whether the code was ended. */
async function judge(client: AdminClient, shopId: ShopId, title: string, code: string): Promise<boolean> {
  const intent = await findIntentByCode(shopId, code);
  // Shopify made it after we had given up: it is what the merchant asked for.
  if (intent?.state === 'failed' && intent.error !== 'altered') await settleAgain(intent);
  if (intent && intent.state !== 'revoked') return false;
  const now = await lookUpCode(client, code);
  if (!now || now.ended || now.title !== title) return false;
  const mark = readTitle(title);
  const intentKey = intent?.intentKey ?? (mark && 'intentKey' in mark ? mark.intentKey : title);
  await inShop(shopId, (tx) => noteIncident(tx, shopId, { kind: intent ? 'still-active' : 'orphan', code, intentKey }));
  if (mark && 'batchId' in mark) await removeSharedCode(client, now.discountGid, code);
  else await deactivateDiscount(client, now.discountGid);
  return true;
}

/** @returns whether it is made again. */
async function checkStanding(client: AdminClient, intent: CodeIntent): Promise<boolean> {
  const found = await findDiscount(client, intent);
  if (found.outcome === 'altered' || (found.outcome === 'ours' && !found.ended)) return false;
  const { shopId, code, intentKey } = intent;
  return inShop(shopId, async (tx) => {
    // Deleted again after it was made again: somebody means it.
    const byHand = found.outcome === 'ours' || !(await noteIncident(tx, shopId, { kind: 'missing', code, intentKey }));
    if (byHand) {
      if (await noteEndedByHand(tx, intent)) await noteIncident(tx, shopId, { kind: 'ended-by-hand', code, intentKey });
      return false;
    }
    if (!(await replanSeen(tx, intent))) return false;
    await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey });
    return true;
  });
}

async function settleAgain(intent: CodeIntent): Promise<void> {
  await inShop(intent.shopId, async (tx) => {
    if (await replanSeen(tx, intent)) await enqueue(tx, 'settle-code', { shopId: intent.shopId.toString(), intentKey: intent.intentKey });
  });
}
