// Nothing unexpected: no tag outside the namespace touched, no webhook taken without being kept, no forgery taken, nobody erased
// who comes back, nothing of another shop changed.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Deliveries } from '../shopify/deliveries.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';
import type { LifeRecord } from '../workload/shop-life.ts';

export function foreignTags({ store }: ShopifySide): string[] {
  return store.ledger.entries.flatMap(({ kind, detail }) => {
    if ((kind !== 'tags-added' && kind !== 'tags-removed') || detail.by !== 'app') return [];
    return (detail.tags as string[]).filter((tag) => !tag.startsWith('perennial:')).map((tag) => `the app touched the tag "${tag}" (${kind})`);
  });
}

/** @param shopId null once the shop was erased: then its inbox is gone by right. */
export async function notKept(owner: pg.Client, shopId: bigint | null, deliveries: Deliveries, record: LifeRecord): Promise<string[]> {
  const wrong = [...deliveries.wrongly];
  if (shopId === null || record.shopRedactions > 0) return wrong;
  const { rows } = await owner.query<{ event_id: string }>('select event_id from webhook_inbox where shop_id = $1', [shopId]);
  const kept = new Set(rows.map(({ event_id }) => event_id));
  for (const { eventId, topic } of deliveries.accepted) if (!kept.has(eventId)) wrong.push(`${topic} ${eventId} was answered with 2xx and is not in the inbox`);
  for (const id of kept) if (id.startsWith('forged-')) wrong.push(`${id} is in the inbox`);
  return wrong;
}

/** Tables in which a person's number must not be found any more. */
const OF_PERSONS = ['customer', 'customer_score', 'churn_alert', 'tag_change', 'code_intent', '"order"'];

export async function resurrected(owner: pg.Client, shopId: bigint, record: LifeRecord): Promise<string[]> {
  const ids = [...record.redacted];
  if (ids.length === 0) return [];
  const union = OF_PERSONS.map((table) => `select '${table.replaceAll('"', '')}' as place, customer_id::text as id from ${table} where shop_id = $1 and customer_id = any($2::bigint[])`).join(' union all ');
  const { rows } = await owner.query<{ place: string; id: string }>(union, [shopId, ids]);
  return [...new Set(rows.map(({ place, id }) => `the erased customer ${id} is in ${place}`))];
}

/** A shop that has nothing to do with it, with the same numbers in it. */
export async function fingerprint(owner: pg.Client, shopId: bigint): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>("select format('%I', table_name) as name from information_schema.columns where table_schema = 'public' and column_name = 'shop_id' order by 1");
  const parts = tables.map(({ name }) => `select '${name.replaceAll('"', '')}' as place, count(*)::text as n, coalesce(md5(string_agg(t::text, '' order by t::text)), '') as h from ${name} t where shop_id = ${shopId}`);
  const { rows } = await owner.query(parts.join(' union all '));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
