// The workflows of the crash matrix, and what must be true after each, judged from what the simulated store really did.
import { expect } from 'vitest';
import { enqueue } from '../../../app/queue/enqueue.ts';
import { codeOfIntent, planCodeIntent } from '../../../app/records/code-intents.ts';
import { inShop } from '../../../app/records/db.ts';
import { planCodeBatch } from '../../../app/records/write-back/code-batches.ts';
import { redeemCodes } from '../../../app/sync/redeem-codes.ts';
import { settleBatch } from '../../../app/write-back/discount-codes/batch/settle-batch.ts';
import { settleCode } from '../../../app/write-back/discount-codes/settle-code.ts';
import { asJob, type Workflow } from '../../crash-matrix/workflow.ts';
import type { SimulatedStore } from '../../store/store.ts';
import type { TestDatabase } from '../../support/database.ts';
import type { StoreShop } from '../simulated-store.ts';
import { letTimePass, read, settleThrough } from './intents.ts';
import { redeemableCodes } from './redeemable.ts';

export interface Stage {
  readonly db: TestDatabase;
  readonly store: SimulatedStore;
  readonly shop: StoreShop;
  readonly customers: readonly bigint[];
}

/** A workflow with codes. */
export interface CodeWorkflow extends Workflow<Stage> {
  /** Intents of a cell. */
  keys(cell: string): string[];
}

const MEMBERS = 2;
/** How long the store takes to add codes. */
export const ADDING_MS = 10;
const SALTS = [0, 1, 2];

export const intentOf = ({ shop }: Stage, keys: readonly string[]) => {
  const owners = new Map(keys.flatMap((key) => SALTS.map((salt) => [codeOfIntent(shop.shopId, key, salt), key] as const)));
  return (code: string) => owners.get(code);
};

async function planOne({ shop, customers: [customerId = 0n] }: Stage, intentKey: string): Promise<void> {
  const now = Date.now();
  await inShop(shop.shopId, async (tx) => {
    const { fresh } = await planCodeIntent(tx, { shopId: shop.shopId, intentKey, customerId, alertId: null, percentage: 0.15, startsAt: new Date(now - 1_000), endsAt: new Date(now + 86_400_000) });
    if (fresh) await enqueue(tx, 'settle-code', { shopId: shop.shopId.toString(), intentKey });
  });
}

const settle = ({ shop }: Stage, intentKey: string) => settleCode({ shopId: shop.shopId.toString(), intentKey });

/** Of the ledger: the codes that were ever made for an intent, and those that can be redeemed at rest. */
async function expectOneEach({ store, shop }: Stage, keys: readonly string[]): Promise<void> {
  const standing = redeemableCodes(store, shop);
  const added = store.ledger.of('code-added', shop.domain).map(({ detail }) => String(detail.code));
  for (const key of keys) {
    const codes = SALTS.map((salt) => codeOfIntent(shop.shopId, key, salt));
    expect(standing.filter((code) => codes.includes(code)), key).toHaveLength(1);
    expect(added.filter((code) => codes.includes(code)), key).toHaveLength(1);
    const intent = await read(shop.shopId, key);
    expect(intent, key).toMatchObject({ state: 'created', code: standing.find((code) => codes.includes(code)) });
    const discount = [...shop.state.discounts.values()].find((one) => one.codes.some(({ code }) => code === intent.code));
    expect(discount, key).toMatchObject({ usageLimit: 1, value: { kind: 'percentage', percentage: 0.15 }, endsAt: intent.endsAt.getTime(), context: { kind: 'customers' } });
    expect(discount?.context.kind === 'customers' && discount.context.customerIds.includes(Number(intent.customerId)), key).toBe(true);
    expect(intent.discountGid, key).toBe(`gid://shopify/DiscountCodeNode/${discount?.id}`);
  }
}

const issued: CodeWorkflow = {
  name: 'reward issued',
  keys: (cell) => [cell],
  prepare: (stage, cell) => planOne(stage, cell),
  act: (stage, cell) => asJob(() => settle(stage, cell)),
  async recover({ db, shop }, cell) {
    await letTimePass(db, shop.shopId, cell);
    await settleThrough(db, shop.shopId, cell);
  },
  judge: (stage, cell) => expectOneEach(stage, [cell]),
};

const undone = (stage: Stage, cell: string) => {
  const { shop, customers: [customerId = 0n] } = stage;
  return inShop(shop.shopId, (tx) =>
    redeemCodes(tx, shop.shopId, { orderId: orderIdOf(cell), customerId, discountCodes: [codeOfIntent(shop.shopId, cell, 0)], createdAtMs: Date.now(), cancelledAtMs: null, financialStatus: 'REFUNDED' }),
  );
};

/** A number of its own for each cell. */
function orderIdOf(cell: string): bigint {
  let number = 7n;
  for (const character of cell) number = (number * 31n + BigInt(character.charCodeAt(0))) % 1_000_000_007n;
  return number;
}

const refunded: CodeWorkflow = {
  name: 'reward revoked on refund',
  keys: (cell) => [cell],
  async prepare(stage, cell) {
    await planOne(stage, cell);
    await settle(stage, cell);
  },
  /** The order's webhook is applied, and the job that it asks for runs. */
  async act(stage, cell) {
    await undone(stage, cell);
    await asJob(() => settle(stage, cell));
  },
  async recover(stage, cell) {
    // A webhook that was not applied is applied again.
    await undone(stage, cell);
    await letTimePass(stage.db, stage.shop.shopId, cell);
    await settleThrough(stage.db, stage.shop.shopId, cell);
  },
  async judge({ store, shop }, cell) {
    const code = codeOfIntent(shop.shopId, cell, 0);
    expect(redeemableCodes(store, shop)).not.toContain(code);
    expect(store.ledger.of('code-added', shop.domain).filter(({ detail }) => detail.code === code), cell).toHaveLength(1);
    expect(await read(shop.shopId, cell), cell).toMatchObject({ state: 'revoked', error: 'refunded', redeemedOrderId: orderIdOf(cell) });
  },
};

const batchIds = new Map<string, bigint>();
const members = (cell: string) => Array.from({ length: MEMBERS }, (_, place) => `${cell}/${place}`);

const many: CodeWorkflow = {
  name: 'bulk codes',
  keys: members,
  async prepare({ shop, customers }, cell) {
    const now = Date.now();
    await inShop(shop.shopId, async (tx) => {
      const batchId = await planCodeBatch(tx, shop.shopId);
      batchIds.set(cell, batchId);
      for (const [place, intentKey] of members(cell).entries()) {
        await planCodeIntent(tx, { shopId: shop.shopId, intentKey, customerId: customers[place] ?? 0n, alertId: null, batchId, percentage: 0.15, startsAt: new Date(now - 1_000), endsAt: new Date(now + 86_400_000) });
      }
    });
  },
  async act(stage, cell) {
    const run = () => asJob(() => settleBatch({ shopId: stage.shop.shopId.toString(), batchId: (batchIds.get(cell) ?? 0n).toString() }));
    await run();
    // The codes are added by then; the second run looks each of them up.
    await new Promise((later) => setTimeout(later, 2 * ADDING_MS));
    await run();
  },
  async recover({ db, shop }, cell) {
    const batchId = batchIds.get(cell) ?? 0n;
    for (let round = 0; ; round += 1) {
      if (round > 40) throw new Error(`${cell} is not settled`);
      await db.asOwner("update code_batch set claimed_until = null, attempted_at = attempted_at - interval '10 minutes', added_at = added_at - interval '10 minutes' where shop_id = $1 and batch_id = $2", [shop.shopId, batchId]);
      await asJob(() => settleBatch({ shopId: shop.shopId.toString(), batchId: batchId.toString() }));
      const [batch] = await db.asOwner<{ state: string }>('select state from code_batch where shop_id = $1 and batch_id = $2', [shop.shopId, batchId]);
      if (batch?.state === 'done') break;
    }
    for (const key of members(cell)) {
      await letTimePass(db, shop.shopId, key);
      await settleThrough(db, shop.shopId, key);
    }
  },
  judge: (stage, cell) => expectOneEach(stage, members(cell)),
};

export const WORKFLOWS: readonly CodeWorkflow[] = [issued, many, refunded];
