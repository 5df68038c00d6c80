// Nothing unexpected: no tag outside the namespace touched, no webhook taken without being kept, no forgery taken, nobody erased
// who comes back, nothing of another shop changed.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Deliveries } from '../shopify/deliveries.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';
import type { LifeRecord } from '../workload/shop-life.ts';
import { forgottenIn } from './redactions.ts';

export function foreignTags({ store }: ShopifySide): string[] {
  return store.ledger.entries.flatMap(({ kind, detail }) => {
    if ((kind !== 'tags-added' && kind !== 'tags-removed') || detail.by !== 'app') return [];
    return (detail.tags as string[]).filter((tag) => !tag.startsWith('perennial:')).map((tag) => `the app touched the tag "${tag}" (${kind})`);
  });
}

/**
 * What was answered with 2xx stands in the inbox, or went with its shop when that was erased. Only of privacy webhooks that found no
 * shop nothing is kept: there is nothing to redact.
 *
 * @param shopId null once the shop was erased.
 */
export async function notKept(owner: pg.Client, shopId: bigint | null, deliveries: Deliveries, { toNobody }: LifeRecord): Promise<string[]> {
  const { rows } = await owner.query<{ event_id: string }>('select event_id from webhook_inbox where shop_id = $1 union select event_id from virtual.gone_with_shop', [shopId]);
  const stood = new Set(rows.map(({ event_id }) => event_id));
  const missing = deliveries.accepted.filter(({ eventId }) => !stood.has(eventId) && !toNobody.has(eventId));
  const forged = [...stood].filter((id) => id.startsWith('forged-'));
  return [...deliveries.wrongly, ...missing.map(({ eventId, topic }) => `${topic} ${eventId} was answered with 2xx and is not in the inbox`), ...forged.map((id) => `${id} is in the inbox`)];
}

/** Tables in which a person's number must not be found any more. */
const OF_PERSONS = ['customer', 'customer_score', 'churn_alert', 'tag_change', 'code_intent', '"order"'];

export async function resurrected(owner: pg.Client, shopId: bigint, record: LifeRecord): Promise<string[]> {
  const ids = [...forgottenIn(shopId, record)];
  if (ids.length === 0) return [];
  const union = OF_PERSONS.map((table) => `select '${table.replaceAll('"', '')}' as place, customer_id::text as id from ${table} where shop_id = $1 and customer_id = any($2::bigint[])`).join(' union all ');
  const { rows } = await owner.query<{ place: string; id: string }>(union, [shopId, ids]);
  return [...new Set(rows.map(({ place, id }) => `the erased customer ${id} is in ${place}`))];
}

/** Orders hold to their shop by a lock and not by a reference: none may outlive it. */
export async function ownerless(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ what: string }>(
    `select format('order %s belongs to a shop that is no more', order_id) as what from "order" o where not exists (select from shop s where s.shop_id = o.shop_id)`,
  );
  return rows.map(({ what }) => what);
}

const BYSTANDER = 900n;

/** A shop that has nothing to do with it, with the same numbers in it as the others have. It has left, so that no schedule tends it. */
export async function placeBystander(owner: pg.Client): Promise<void> {
  await owner.query("insert into shop (shop_id, domain, uninstalled_at) values ($1, 'bystander.myshopify.com', now())", [BYSTANDER]);
  for (let place = 1; place <= 4; place += 1) {
    await owner.query("insert into customer (shop_id, customer_id, created_at, updated_at, own_tags) values ($1, $2, '2020-01-01', '2020-01-01', '{perennial:alert}')", [BYSTANDER, 7_000_000_000_000 + place]);
    await owner.query(
      `insert into "order" (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, currency_code, gross_minor, net_minor)
       values ($1, $2, '#1', $3, '2020-01-01', '2020-01-01', '2020-01-01', 'USD', 100, 100)`,
      [BYSTANDER, 5_500_000_000_000 + place, 7_000_000_000_000 + place],
    );
  }
  await owner.query("insert into code_intent (shop_id, intent_key, customer_id, code, percentage, starts_at, ends_at, state) select $1, 'alert:' || n, 7000000000001, 'PRN-BYSTANDER' || n, 0.1, now(), now(), 'created' from generate_series(2000, 2010) n", [BYSTANDER]);
}

/** One value for all that is there of the bystander. */
export async function fingerprintOfBystander(owner: pg.Client): Promise<string> {
  const shopId = BYSTANDER;
  const { rows: tables } = await owner.query<{ name: string }>("select format('%I', table_name) as name from information_schema.columns where table_schema = 'public' and column_name = 'shop_id' order by 1");
  const parts = tables.map(({ name }) => `select '${name.replaceAll('"', '')}' as place, count(*)::text as n, coalesce(md5(string_agg(t::text, '' order by t::text)), '') as h from ${name} t where shop_id = ${shopId}`);
  const { rows } = await owner.query(parts.join(' union all '));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
