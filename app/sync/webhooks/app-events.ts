import { z } from 'zod';
import { enqueue } from '../../queue/enqueue.ts';
import { findImportOfOperation } from '../../records/bulk-imports.ts';
import { eraseShop } from '../../records/erase.ts';
import { lockInbound } from '../../records/inbound/lock.ts';
import { uninstallShop } from '../../records/inbound/shop-lifecycle.ts';
import { wasRedactionAsked } from '../../records/inbound/webhook-inbox.ts';
import { canonicalShopDomain } from '../../records/shops.ts';
import { MalformedBody, parseBody } from './body.ts';
import { APPLIED, type Applied, type Event } from './event.ts';

const uninstalled = z.object({ myshopify_domain: z.string() });

/** app/uninstalled. The body is the shop, and it must be this one: neither the shop nor the topic in the headers is signed. */
export async function applyUninstall({ tx, shopId, shopDomain, body, triggeredAt }: Event): Promise<Applied> {
  const { myshopify_domain: named } = parseBody(uninstalled, body);
  if (canonicalShopDomain(named) !== shopDomain) throw new MalformedBody('myshopify_domain: is another shop');
  await lockInbound(tx, shopId);
  if (!(await uninstallShop(tx, shopId, triggeredAt))) return { outcome: 'stale: installed-again', touched: [] };
  // The order to erase came before the news that we are no longer wanted.
  if (await wasRedactionAsked(tx, shopId, triggeredAt)) await eraseShop(tx, shopId, triggeredAt);
  return APPLIED;
}

const finished = z.object({ admin_graphql_api_id: z.string() });

/** bulk_operations/finish: the import need not wait for its next look. */
export async function applyBulkFinish({ tx, shopId, body }: Event): Promise<Applied> {
  const { admin_graphql_api_id: gid } = parseBody(finished, body);
  const importId = await findImportOfOperation(tx, shopId, gid);
  if (importId === null) return { outcome: 'ignored: not-ours', touched: [] };
  // A key of its own: the next look, already waiting, is set for later.
  await enqueue(tx, 'advance-import', { shopId: shopId.toString(), importId: importId.toString() }, { key: `finished:${shopId}:${importId}` });
  return APPLIED;
}
