// A shop with a past of reconciliation: passes, one row of every kind of drift with every field there is, and late by all means.
import type { ShopId } from '../../../app/records/db.ts';
import type { TestDatabase } from '../../support/database.ts';
import { signIn } from './signed-in.ts';

export const FIELDS = [
  'name', 'customerId', 'processedAtMs', 'createdAtMs', 'cancelledAtMs', 'test', 'financialStatus', 'currencyCode', 'grossMinor', 'refundedMinor', 'netMinor', 'presentmentCurrency', 'presentmentMinor',
  'sourceName', 'discountCodes', 'lines', 'orderCount', 'ownTags', 'updatedAtMs',
];

export async function comparedShop(db: TestDatabase): Promise<{ shopId: ShopId; domain: string }> {
  const shop = await db.newShop({ timeZone: 'Europe/Berlin' });
  await signIn(shop.domain);
  const { shopId } = shop;
  await db.asOwner(
    `insert into bulk_import (shop_id, kind, state, operation_created_at, started_at, finished_at)
     select $1, kind, 'done', now() - interval '40 days', now() - interval '40 days', now() - interval '40 days' from unnest(array['customers', 'orders']) kind`,
    [shopId],
  );
  await db.asOwner(
    `insert into reconcile_pass (shop_id, pass_id, kind, started_at, finished_at, error, rows_compared) values
       ($1, 1, 'hot', now() - interval '3 hours', now() - interval '2 hours', null, 1234), ($1, 2, 'deep', now() - interval '41 hours', now() - interval '40 hours', null, 56789),
       ($1, 3, 'deep', now() - interval '2 hours', now() - interval '1 hour', 'the import of orders failed', 0), ($1, 4, 'hot', now() - interval '1 minute', null, null, 400)`,
    [shopId],
  );
  await db.asOwner(
    `insert into drift (shop_id, pass_id, subject, subject_id, was, fields, differed_since, found_at, repaired_at, in_flight)
     select $1, 1, subject, n, was, case when was = 'stale' then $2::text[] else '{}' end, now() - interval '5 hours', now() - interval '3 hours', now() - interval '3 hours', n % 12 = 0
     from (select subject, was, row_number() over () + 4_000_000_000 as n from unnest(array['customer', 'order']) subject, unnest(array['missing', 'stale', 'gone', 'merged', 'missing', 'stale']) was) rows`,
    [shopId, FIELDS],
  );
  await db.asOwner("insert into drift (shop_id, pass_id, subject, subject_id, was, fields, found_at, repaired_at) values ($1, 2, 'customer', 7, 'stale', '{updatedAtMs}', now() - interval '2 days', now() - interval '2 days')", [shopId]);
  await db.asOwner("insert into webhook_inbox (shop_id, topic, event_id, received_at, body) values ($1, 'customers/update', 'waits', now() - interval '20 minutes', '{}')", [shopId]);
  return shop;
}
