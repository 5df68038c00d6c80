// Bodies that wait in the inbox, looked at before they are applied.
import { inShop, type ShopId, type ShopTx } from '../../db.ts';
import { lockInbound } from '../lock.ts';

export interface WaitingBody {
  readonly inboxId: bigint;
  readonly topic: string;
  readonly body: Buffer;
}

/** Bodies come as text: see takeWaiting. */
const bodyRows = (rows: readonly { inboxId: bigint; topic: string; body: string | null }[]): WaitingBody[] => rows.map((row) => ({ ...row, body: Buffer.from(row.body ?? '', 'base64') }));

export async function readWaiting(shopId: ShopId, inboxIds: readonly bigint[]): Promise<WaitingBody[]> {
  return bodyRows(
    await inShop(
      shopId,
      (tx) => tx.$queryRaw<{ inboxId: bigint; topic: string; body: string | null }[]>`
        select inbox_id as "inboxId", topic, encode(body, 'base64') as body from webhook_inbox where shop_id = ${shopId} and inbox_id = any(${[...inboxIds]}::bigint[]) and applied_at is null`,
    ),
  );
}

/** Those that hold one of these numbers somewhere. */
export async function findWaitingNaming(tx: ShopTx, shopId: ShopId, ids: readonly bigint[]): Promise<WaitingBody[]> {
  return bodyRows(
    await tx.$queryRaw<{ inboxId: bigint; topic: string; body: string | null }[]>`
      select inbox_id as "inboxId", topic, encode(body, 'base64') as body from webhook_inbox
      where shop_id = ${shopId} and applied_at is null and body is not null and exists (select from unnest(${ids.map(String)}::text[]) id where position(convert_to(id, 'UTF8') in body) > 0)`,
  );
}

/** They have no effect, and nothing of them is kept. */
export async function dismissWaiting(tx: ShopTx, shopId: ShopId, inboxIds: readonly bigint[], outcome: string): Promise<void> {
  await lockInbound(tx, shopId);
  await tx.$executeRaw`
    update webhook_inbox set applied_at = now(), outcome = ${outcome}, body = null, retry_at = null, touched_customer_ids = null
    where shop_id = ${shopId} and inbox_id = any(${[...inboxIds]}::bigint[]) and applied_at is null`;
}

/** They wait without having failed. */
export async function holdWaiting(tx: ShopTx, shopId: ShopId, inboxIds: readonly bigint[], waitMs: number): Promise<void> {
  await lockInbound(tx, shopId);
  await tx.$executeRaw`
    update webhook_inbox set retry_at = now() + ${waitMs} * interval '1 millisecond' where shop_id = ${shopId} and inbox_id = any(${[...inboxIds]}::bigint[]) and applied_at is null`;
}
