// Customers taken up to be written, and what Shopify is then known to hold.
import type { PoolClient } from 'pg';
import type { CustomerId } from '../../../domain/glossary.ts';
import type { CustomerField, CustomerFields } from '../../../domain/segments/plan-customer-fields.ts';
import { inShopBulk, type ShopId } from '../../db.ts';

export interface TakenFields {
  readonly customerId: CustomerId;
  readonly to: CustomerFields;
  /** What has to be sent: what differs, and what is in doubt. */
  readonly fields: readonly CustomerField[];
}

/**
 * Takes up to `limit` customers that wait, the urgent first. From here on Shopify may hold what is sent: those fields are in
 * doubt until they are answered, and whoever takes the customer up after a crash sends them again.
 */
export async function takeFields(shopId: ShopId, limit: number): Promise<TakenFields[]> {
  return inShopBulk(shopId, async (connection) => {
    const { rows } = await connection.query<{ customer_id: string; to_stage: string | null; to_risk_score: number | null; to_offer_code: string | null; doubtful: CustomerField[] }>(
      `update customer_metafield m set state = 'sending',
         doubtful = array(
           select distinct field from unnest(m.doubtful || array[
             case when m.stage is distinct from m.to_stage then 'stage' end,
             case when m.risk_score is distinct from m.to_risk_score then 'riskScore' end,
             case when m.offer_code is distinct from m.to_offer_code then 'offerCode' end]) as field where field is not null)
       where ctid = any(array(select ctid from customer_metafield where shop_id = $1 and state = 'planned' order by urgent desc, customer_id limit $2 for update skip locked))
       returning m.customer_id, m.to_stage, m.to_risk_score, m.to_offer_code, m.doubtful`,
      [shopId, limit],
    );
    return rows
      .map((row) => ({ customerId: BigInt(row.customer_id), to: { stage: row.to_stage, riskScore: row.to_risk_score, offerCode: row.to_offer_code }, fields: row.doubtful }))
      .sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  });
}

/** What Shopify has answered of one customer. */
export type FieldsOutcome = { readonly customerId: CustomerId } & (
  | { /** What of `to` is in place now; empty where nothing had to be sent. */ readonly written: readonly CustomerField[]; readonly to: CustomerFields }
  /** A code of the locales (customers.fields.error.<code>): Shopify refused. Not tried again before something else is to be written. */
  | { readonly error: string }
);

/** Customers whose fields are now as they are to be leave the run; those planned anew meanwhile wait again. */
export async function recordFieldOutcomes(connection: PoolClient, shopId: ShopId, outcomes: readonly FieldsOutcome[]): Promise<void> {
  const failed = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
  const written = outcomes.flatMap((outcome) => ('written' in outcome ? [outcome] : []));
  await connection.query(
    `update customer_metafield m set
       stage = case when 'stage' = any(o.fields) then o.stage else m.stage end,
       risk_score = case when 'riskScore' = any(o.fields) then o.risk_score else m.risk_score end,
       offer_code = case when 'offerCode' = any(o.fields) then o.offer_code else m.offer_code end,
       doubtful = array(select unnest(m.doubtful) except select unnest(o.fields)),
       written_at = case when cardinality(o.fields) > 0 then clock_timestamp() else m.written_at end
     from jsonb_to_recordset($2::jsonb) as o(customer_id bigint, fields text[], stage text, risk_score int, offer_code text)
     where m.shop_id = $1 and m.customer_id = o.customer_id`,
    [shopId, JSON.stringify(written.map(({ customerId, written: fields, to }) => ({ customer_id: customerId.toString(), fields, stage: to.stage, risk_score: to.riskScore, offer_code: to.offerCode })))],
  );
  await connection.query(
    `with settled as (
       update customer_metafield m set
         error = o.error, urgent = false,
         state = case
           when o.error is not null then 'failed'
           when (m.stage, m.risk_score, m.offer_code) is not distinct from (m.to_stage, m.to_risk_score, m.to_offer_code) and cardinality(m.doubtful) = 0 then 'written'
           when cardinality(m.doubtful) = 0 then 'planned'
           else m.state end
       from unnest($2::bigint[], $3::text[]) as o(customer_id, error)
       where m.shop_id = $1 and m.customer_id = o.customer_id and m.state = 'sending'
       returning m.state
     )
     update metafield_run set written = written + (select count(*) from settled where state = 'written'), failed = failed + (select count(*) from settled where state = 'failed')
     where shop_id = $1 and finished_at is null`,
    [shopId, [...written, ...failed].map(({ customerId }) => customerId), [...written.map(() => null), ...failed.map(({ error }) => error)]],
  );
}

/**
 * Customers taken by a process that is gone, or whose sending did not come off, wait again; in a stopped run they stop. Their
 * doubtful fields stay in doubt.
 *
 * @param among undefined: all that were taken.
 */
export async function putBackFields(shopId: ShopId, among?: readonly CustomerId[]): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query(
      `update customer_metafield m set state = case when r.state = 'stopped' then 'stopped' else 'planned' end
       from metafield_run r
       where m.shop_id = $1 and m.state = 'sending' and r.shop_id = $1 and r.finished_at is null ${among ? 'and m.customer_id = any($2::bigint[])' : ''}`,
      among ? [shopId, among] : [shopId],
    ),
  );
}
