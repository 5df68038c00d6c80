// Stored webhooks that name an erased person lose their bodies, and are not applied any more.
import type { ShopId, ShopTx } from '../db.ts';

const OWN_ID_KEYS = /^(customer_?id|customerId|order_?id|orderId)$/;

/** Whether a webhook's body is about one of these customers or orders. */
export function namesAny(topic: string, body: unknown, customerIds: ReadonlySet<string>, orderIds: ReadonlySet<string>): boolean {
  const known = (id: string) => customerIds.has(id) || orderIds.has(id);
  const gid = /^gid:\/\/shopify\/(Customer|Order)\/(\d+)$/;
  function visit(value: unknown, key: string, parent: string): boolean {
    if (Array.isArray(value)) return value.some((item) => visit(item, key, parent));
    if (typeof value === 'object' && value !== null) return Object.entries(value).some(([name, inner]) => visit(inner, name, key));
    if (typeof value !== 'number' && typeof value !== 'string') return false;
    const text = String(value);
    const parts = gid.exec(text);
    if (parts) return (parts[1] === 'Customer' ? customerIds : orderIds).has(parts[2] ?? '');
    if (OWN_ID_KEYS.test(key)) return known(text);
    if (key !== 'id') return false;
    if (parent === 'customer') return customerIds.has(text);
    return parent === '' && ((topic.startsWith('customers/') && customerIds.has(text)) || (topic.startsWith('orders/') && orderIds.has(text)));
  }
  return visit(body, '', '');
}

export async function forgetInbox(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[], orderIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    update webhook_inbox set touched_customer_ids = nullif(array(select id from unnest(touched_customer_ids) id where id <> all(${[...customerIds]}::bigint[])), '{}')
    where shop_id = ${shopId} and touched_customer_ids && ${[...customerIds]}::bigint[]`;
  const ids = [...customerIds, ...orderIds].map(String);
  // Applied webhooks have no body any more; what is left is what waits and what failed. Another order to erase is still obeyed.
  const rows = await tx.$queryRaw<{ inboxId: bigint; topic: string; body: Uint8Array }[]>`
    select inbox_id as "inboxId", topic, body from webhook_inbox
    where shop_id = ${shopId} and (applied_at is null or (applied_at is not null and body is not null)) and body is not null and not (topic = 'customers/redact' and applied_at is null)
      and exists (select from unnest(${ids}::text[]) id where position(convert_to(id, 'UTF8') in body) > 0)`;
  const customers = new Set(customerIds.map(String));
  const orders = new Set(orderIds.map(String));
  const about = rows.filter(({ topic, body }) => {
    try {
      return namesAny(topic, JSON.parse(Buffer.from(body).toString()), customers, orders);
    } catch {
      // Nobody can say whom it is about: it holds the number, so it goes.
      return true;
    }
  });
  await tx.$executeRaw`
    update webhook_inbox set body = null, applied_at = coalesce(applied_at, now()), outcome = 'ignored: erased'
    where shop_id = ${shopId} and inbox_id = any(${about.map(({ inboxId }) => inboxId)}::bigint[])`;
}

/**
 * A webhook that could not be applied keeps its body for another try, but not where a number in it is on a tombstone: it came
 * too late, and nobody can say what else of an erased person is in it.
 *
 * @returns whether it was emptied.
 */
export async function forgetIfBuried(tx: ShopTx, shopId: ShopId, inboxId: bigint): Promise<boolean> {
  const emptied = await tx.$executeRaw`
    update webhook_inbox w set body = null, applied_at = coalesce(applied_at, now()), retry_at = null, outcome = 'ignored: erased'
    where w.shop_id = ${shopId} and w.inbox_id = ${inboxId} and w.body is not null and w.topic not in ('customers/redact', 'shop/redact') and exists (
      select from regexp_matches(encode(w.body, 'escape'), '\\d{1,18}', 'g') n join tombstone t on t.shop_id = w.shop_id and t.kind in ('erased', 'order') and t.subject_id = n[1]::bigint)`;
  return emptied > 0;
}
