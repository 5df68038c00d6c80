// Never two codes for one intent, at any moment; exactly one at rest. Judged from the discounts that the store holds.
import type pg from 'pg';
import { isInstalled } from '../../store/commerce/app-installation.ts';
import type { Discount, Order } from '../../store/model.ts';
import { discountStatus } from '../../store/discounts/check-code.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';
import type { Asked } from '../workload/merchant.ts';
import type { LifeRecord } from '../workload/shop-life.ts';

const TITLE = /^Perennial (.+)$/;

const used = (discount: Discount) => discount.redemptions.length > 0;
/** For a customer who was deleted nobody can use it. */
const hasOwner = ({ context }: Discount, { state }: ShopifySide) => context.kind !== 'customers' || context.customerIds.some((id) => state.customers.has(id) || state.mergedCustomers.has(id));
const redeemable = (discount: Discount, side: ShopifySide, nowMs: number) =>
  discountStatus(discount, nowMs) !== 'EXPIRED' && hasOwner(discount, side) && discount.codes.some((code) => code.usageCount < (discount.usageLimit ?? Infinity));

const isUndone = (order: Order) => order.cancelledAt !== null || order.financialStatus === 'REFUNDED' || order.financialStatus === 'VOIDED';

/** Intent → the discounts of it that are worth something, or were. */
function givenOut(side: ShopifySide, byApp: ReadonlySet<number>, nowMs: number): Map<string, Discount[]> {
  const given = new Map<string, Discount[]>();
  for (const discount of side.state.discounts.values()) {
    const key = TITLE.exec(discount.title)?.[1];
    if (key === undefined || !byApp.has(discount.id) || !(used(discount) || redeemable(discount, side, nowMs))) continue;
    given.set(key, [...(given.get(key) ?? []), discount]);
  }
  return given;
}

export interface CodeWatch {
  /** Intents that had two codes at one moment. */
  readonly doubled: Set<string>;
  atRest: (owner: pg.Client, shopId: bigint | null, asked: Asked, record: LifeRecord) => Promise<{ doubled: string[]; lost: string[]; unexpected: string[] }>;
}

/** Looks after every change that the store records. */
export function watchCodes(side: ShopifySide): CodeWatch {
  const { store } = side;
  const byApp = new Set<number>();
  const doubled = new Set<string>();
  const foreign: string[] = [];
  const recordIn = store.record.bind(store);
  store.record = (state, kind, detail) => {
    recordIn(state, kind, detail);
    if (kind === 'discount-created' && detail.by === 'app') {
      byApp.add(detail.discountId as number);
      if (!TITLE.test(String(detail.title))) foreign.push(`the app made a discount that no intent explains: ${String(detail.title)}`);
    }
    if (kind === 'discount-updated' && detail.by === 'app' && !byApp.has(detail.discountId as number)) foreign.push(`the app changed a discount that is not its own: ${String(detail.discountId)}`);
    if (!kind.startsWith('discount') && !kind.startsWith('code')) return;
    for (const [key, discounts] of givenOut(side, byApp, store.now())) if (discounts.length > 1) doubled.add(`${key} has ${discounts.length} codes: ${discounts.map(({ codes }) => codes[0]?.code).join(', ')}`);
  };

  return {
    doubled,
    async atRest(owner, shopId, asked, record) {
      const given = givenOut(side, byApp, store.now());
      const lost: string[] = [];
      const unexpected = [...foreign];
      const { rows } = shopId
        ? await owner.query<{ intent_key: string; state: string; customer_id: string; error: string | null; code: string }>('select intent_key, state, customer_id::text, error, code from code_intent where shop_id = $1', [shopId])
        : { rows: [] };
      const intents = new Map(rows.map((row) => [row.intent_key, row]));
      const wasErased = (discount: Discount) => record.uninstalls.some((at) => at >= discount.createdAt) || (discount.context.kind === 'customers' && discount.context.customerIds.some((id) => record.redacted.has(id)));
      for (const [key, discounts] of given) {
        const intent = intents.get(key);
        for (const discount of discounts) {
          if (wasErased(discount) || used(discount)) continue;
          if (!intent) unexpected.push(`the code of ${key} has no intent`);
          else if (intent.state === 'revoked' || intent.state === 'failed' || intent.state === 'planned') unexpected.push(`${key} is ${intent.state}, and its code can be redeemed`);
          if (asked.offers.get(key)?.revoked === true) unexpected.push(`${key} was revoked, and its code can be redeemed`);
          if (discount.usageLimit !== 1 || discount.context.kind !== 'customers') unexpected.push(`the code of ${key} is not for one customer once`);
        }
        if (!asked.offers.has(key)) unexpected.push(`${key} has a code that nobody asked for`);
      }
      for (const [key, { made, revoked }] of asked.offers) {
        const intent = intents.get(key);
        const discounts = given.get(key) ?? [];
        if (!intent) {
          if (made === true && !record.erasedSince(key)) lost.push(`the intent ${key} was made and is not there`);
          continue;
        }
        const here = discounts.length;
        // Of an order that is deleted before its news is applied nobody can know; one that was cancelled or refunded in full takes the reward with it.
        const uses = discounts.flatMap(({ redemptions }) => redemptions.flatMap(({ orderId }) => side.state.orders.get(orderId) ?? []));
        const takenBack = intent.state === 'revoked' && intent.error === 'refunded' && uses.every(isUndone);
        // Nobody tells an app that is gone.
        if (isInstalled(side.state) && uses.length > 0 && intent.state !== 'redeemed' && !takenBack) lost.push(`the code of ${key} was used, and the intent is ${intent.state}`);
        if (intent.state === 'failed' && !['customer-gone', 'refused', 'altered'].includes(intent.error ?? '')) lost.push(`${key} failed: ${intent.error ?? 'no reason'}`);
        if (intent.state === 'created' && here === 0 && revoked === false && side.state.customers.has(Number(intent.customer_id))) lost.push(`${key} is said to be created, and the store has no code of it`);
        if (made === true && revoked === true && intent.state === 'created') lost.push(`${key} was revoked and stays`);
      }
      return { doubled: [...doubled], lost, unexpected };
    },
  };
}
