// The queue keeps what it was told for a day after the work is done: whoever is erased is taken out of it.
import type { ShopId, ShopTx } from '../records/db.ts';

/**
 * Takes customers out of the payloads, keys and results of all jobs of a shop, also of those at work: a job that is run again
 * reads its payload anew. A key in place of one that named them is the job's own, so it never meets another.
 */
export async function forgetCustomersInQueue(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  const ids = customerIds.map(String);
  const shop = shopId.toString();
  await tx.$executeRaw`
    update pgboss.job j set output = null, singleton_key = 'erased:' || j.id::text,
      data = jsonb_set(j.data, '{customerIds}', coalesce((select jsonb_agg(e.id) from jsonb_array_elements(j.data -> 'customerIds') e (id) where e.id #>> '{}' <> all(${ids}::text[])), '[]'))
    where j.data ->> 'shopId' = ${shop} and j.data -> 'customerIds' ?| ${ids}::text[]`;
  await tx.$executeRaw`
    update pgboss.job j set output = null
    where j.data ->> 'shopId' = ${shop} and j.output is not null and exists (select from unnest(${ids}::text[]) id where position(id in j.output::text) > 0)`;
}
