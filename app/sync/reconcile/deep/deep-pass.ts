// The deep pass: everything, once a day. The bulk import brings what is missing and what has changed, and says what it
// repaired; then a list of all ids tells what Shopify no longer has. Its state is in the pass: killed at any moment it goes on.
import { GiveUp, RetryLater } from '../../../domain/outcomes.ts';
import { enqueue } from '../../../queue/enqueue.ts';
import type { JobContracts } from '../../../queue/job-contracts.ts';
import type { JobContext } from '../../../queue/work.ts';
import { getLastImport, IMPORT_KINDS, type ImportKind, requestImport } from '../../../records/bulk-imports.ts';
import { inShop, registry, type ShopId } from '../../../records/db.ts';
import { type DeepState, deepState } from '../../../records/reconcile/deep-state.ts';
import { getMark } from '../../../records/reconcile/marks.ts';
import { addCompared, beginPass, endPass, type Pass, savePassState } from '../../../records/reconcile/passes.ts';
import { findUnlisted } from '../../../records/reconcile/stored-ids.ts';
import { findShopById } from '../../../records/shops.ts';
import { adminClient, type AdminClient } from '../../../shopify/admin-client.ts';
import { endOnFinalError } from '../end-on-final-error.ts';
import { readList, startList } from './id-lists.ts';
import { removeGone } from './remove-gone.ts';

const LOOK_MS = 5_000;
/** Without the scope read_all_orders Shopify shows the orders of 60 days: of older ones the list says nothing. */
const VISIBLE_ORDERS_MS = 59 * 86_400_000;

/** The job. Does nothing before the first import. Comes back (RetryLater) until the pass is at its end. */
export async function reconcileDeep(payload: JobContracts['reconcile-deep'], { signal }: Pick<JobContext, 'signal'>): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const shop = await findShopById(shopId);
  if (!shop || shop.uninstalledAt) return;
  const pass = await inShop(shopId, async (tx) => {
    for (const kind of IMPORT_KINDS) if (!(await getMark(tx, shopId, kind))) return null;
    return beginPass(tx, shopId, 'deep');
  });
  if (!pass) return;
  await endOnFinalError(shopId, pass.passId, async () => {
    await followImports(shopId, pass);
    const admin = await adminClient(shop.domain);
    const visible = await visibleOrdersFrom(shop.domain);
    const lists = await startLists(shopId, pass, admin, signal);
    const ids = { customers: await readList(admin, 'customers', lists.customers, signal), orders: await readList(admin, 'orders', lists.orders, signal) };
    for (const kind of IMPORT_KINDS) {
      const at = new Date(lists[kind].createdAt);
      const unlisted = await findUnlisted(shopId, kind, ids[kind], { from: kind === 'orders' ? visible : new Date(0), before: at });
      await removeGone(admin, { shopId, passId: pass.passId, kind, unlisted, at, moved: deepState(pass).moved }, signal);
    }
    await inShop(shopId, async (tx) => {
      await addCompared(tx, shopId, pass.passId, ids.customers.length + ids.orders.length);
      await endPass(tx, shopId, pass.passId, null);
    });
  });
}

/** @throws RetryLater until both imports are at their end; GiveUp when one has failed for good. */
async function followImports(shopId: ShopId, pass: Pass): Promise<void> {
  const state = deepState(pass);
  if (!state.imports) {
    await inShop(shopId, async (tx) => {
      // One that was begun for another reason would tell us only of its second half.
      for (const kind of IMPORT_KINDS) if ((await getLastImport(tx, shopId, kind))?.finishedAt === null) throw new RetryLater(LOOK_MS, `an import of ${kind} is under way`);
      const [customers, orders] = [await requestImport(tx, shopId, 'customers'), await requestImport(tx, shopId, 'orders')];
      await savePassState(tx, shopId, pass.passId, { ...state, imports: { customers: String(customers), orders: String(orders) } } satisfies DeepState);
      for (const importId of [customers, orders]) await enqueue(tx, 'advance-import', { shopId: shopId.toString(), importId: importId.toString() });
    });
    throw new RetryLater(LOOK_MS, 'the imports have just begun');
  }
  for (const kind of IMPORT_KINDS) {
    const last = await inShop(shopId, (tx) => getLastImport(tx, shopId, kind));
    if (!last?.finishedAt) throw new RetryLater(LOOK_MS, `the import of ${kind} is under way`);
    if (last.state === 'failed') throw new GiveUp(`the import of ${kind} failed`);
  }
}

async function startLists(shopId: ShopId, pass: Pass, admin: AdminClient, signal: AbortSignal): Promise<Required<DeepState['lists']>> {
  const state = deepState(pass);
  const { customers, orders } = state.lists;
  if (customers && orders) return { customers, orders };
  const start = (kind: ImportKind) => startList(admin, pass.passId, kind, signal);
  const lists = { customers: customers ?? (await start('customers')), orders: orders ?? (await start('orders')) };
  await inShop(shopId, (tx) => savePassState(tx, shopId, pass.passId, { ...state, lists } satisfies DeepState));
  return lists;
}

/** From which creation on the list speaks of every order. */
async function visibleOrdersFrom(shopDomain: string): Promise<Date> {
  const session = await registry().shopSession.findFirst({ where: { shopDomain, isOnline: false }, select: { scope: true } });
  const all = session?.scope?.split(',').includes('read_all_orders') ?? false;
  return all ? new Date(0) : new Date(Date.now() - VISIBLE_ORDERS_MS);
}
