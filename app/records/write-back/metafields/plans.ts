// What planning metafields reads and writes: one transaction for one plan, one plan of a shop at a time.
import type { PoolClient } from 'pg';
import type { CustomerId, LifecycleStage } from '../../../domain/glossary.ts';
import { CUSTOMER_FIELDS, type CustomerField, type CustomerFields } from '../../../domain/segments/plan-customer-fields.ts';
import type { ShopId } from '../../db.ts';

/** Takes the shop's right to plan metafields, until the transaction ends. */
export async function lockFieldPlans(connection: PoolClient, shopId: ShopId): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended('perennial metafields ' || $1, 0))", [shopId.toString()]);
}

/**
 * Shopify copies the metafields of a merged customer to the one they went into, where that one has none (recorded), so what
 * that one holds is not known any more.
 */
export async function doubtSurvivors(connection: PoolClient, shopId: ShopId, among?: readonly CustomerId[]): Promise<void> {
  await connection.query(
    `with gone as (
       delete from customer_metafield m using customer c
       where m.shop_id = $1 and c.shop_id = $1 and c.customer_id = m.customer_id and c.merged_into_id is not null
         ${among ? 'and (c.customer_id = any($3::bigint[]) or c.merged_into_id = any($3::bigint[]))' : ''}
       returning c.merged_into_id as survivor_id
     )
     insert into customer_metafield (shop_id, customer_id, doubtful, state)
     select distinct $1::bigint, c.customer_id, $2::text[], 'written' from gone join customer c on c.shop_id = $1 and c.customer_id = gone.survivor_id
     on conflict (shop_id, customer_id) do update set doubtful = excluded.doubtful`,
    [shopId, [...CUSTOMER_FIELDS], ...(among ? [among] : [])],
  );
}

export interface FieldState {
  readonly customerId: CustomerId;
  /** Null for a customer who is not scored. */
  readonly scored: { readonly orders: number; readonly lifecycleStage: LifecycleStage; readonly riskScore: number | null } | null;
  /** The offer that may be used now; of several, the one that ends first. */
  readonly offerCode: string | null;
  /** Null for a customer who was never written. */
  readonly row: {
    readonly held: CustomerFields;
    readonly to: CustomerFields;
    readonly doubtful: readonly CustomerField[];
    readonly state: 'planned' | 'sending' | 'written' | 'failed' | 'stopped';
  } | null;
}

interface StateRow {
  customer_id: string;
  orders: number | null;
  lifecycle_stage: LifecycleStage;
  score: number | null;
  code: string | null;
  stage: string | null;
  risk_score: number | null;
  offer_code: string | null;
  to_stage: string | null;
  to_risk_score: number | null;
  to_offer_code: string | null;
  doubtful: CustomerField[];
  state: 'planned' | 'sending' | 'written' | 'failed' | 'stopped' | null;
  before_install: boolean;
}

/** One page of the shop's customers, merged ones left out: Shopify no longer has those. In the order of their ids. */
export async function readFieldStates(connection: PoolClient, shopId: ShopId, page: { after: CustomerId; limit: number; among?: readonly CustomerId[]; now: Date }): Promise<FieldState[]> {
  const { rows } = await connection.query<StateRow>(
    `with page as materialized (
       select c.customer_id, c.scoring_opt_out from customer c
       where c.shop_id = $1 and c.customer_id > $2 and c.merged_into_id is null ${page.among ? 'and c.customer_id = any($5::bigint[])' : ''}
       order by c.customer_id limit $3
     )
     select p.customer_id, s.orders, s.lifecycle_stage, s.risk_score as score, o.code, m.stage, m.risk_score, m.offer_code, m.to_stage, m.to_risk_score, m.to_offer_code,
       m.doubtful, m.state, m.written_at < (select installed_at from shop where shop_id = $1) as before_install
     from page p
     left join customer_score s on s.shop_id = $1 and s.customer_id = p.customer_id
     left join customer_metafield m on m.shop_id = $1 and m.customer_id = p.customer_id
     left join lateral (
       select i.code from code_intent i
       where i.shop_id = $1 and i.customer_id = p.customer_id and not p.scoring_opt_out and i.state = 'created' and i.starts_at <= $4 and i.ends_at > $4
       order by i.ends_at, i.intent_key limit 1) o on true
     order by p.customer_id`,
    [shopId, page.after, page.limit, page.now, ...(page.among ? [page.among] : [])],
  );
  return rows.map((row) => ({
    customerId: BigInt(row.customer_id),
    scored: row.orders === null ? null : { orders: row.orders, lifecycleStage: row.lifecycle_stage, riskScore: row.score },
    offerCode: row.code,
    row: row.state && {
      held: { stage: row.stage, riskScore: row.risk_score, offerCode: row.offer_code },
      to: { stage: row.to_stage, riskScore: row.to_risk_score, offerCode: row.to_offer_code },
      // What became of the fields while the app was not installed is not known.
      doubtful: row.before_install ? CUSTOMER_FIELDS : row.doubtful,
      state: row.state,
    },
  }));
}

export interface PlannedFields {
  readonly customerId: CustomerId;
  readonly to: CustomerFields;
  /** Besides what is in doubt already. */
  readonly doubtful: readonly CustomerField[];
}

/** @param urgent whether they go before a sweep that waits. */
export async function writeFieldPlans(connection: PoolClient, shopId: ShopId, plans: readonly PlannedFields[], urgent: boolean): Promise<void> {
  if (plans.length === 0) return;
  await connection.query(
    // Whoever is being erased just now is waited for, and whoever is planned here cannot be erased before this is committed.
    `with present as materialized (
       select customer_id from customer where shop_id = $1 and customer_id = any($3::bigint[]) and merged_into_id is null for key share
     )
     insert into customer_metafield as m (shop_id, customer_id, to_stage, to_risk_score, to_offer_code, doubtful, state, urgent)
     select $1, p.customer_id, p.stage, p.risk_score, p.offer_code, p.doubtful, 'planned', $4
     from jsonb_to_recordset($2::jsonb) as p(customer_id bigint, stage text, risk_score int, offer_code text, doubtful text[]) join present using (customer_id)
     on conflict (shop_id, customer_id) do update set
       to_stage = excluded.to_stage, to_risk_score = excluded.to_risk_score, to_offer_code = excluded.to_offer_code, error = null,
       doubtful = array(select distinct field from unnest(m.doubtful || excluded.doubtful) as field),
       state = case when m.state = 'sending' then m.state else 'planned' end, urgent = excluded.urgent`,
    [
      shopId,
      JSON.stringify(plans.map(({ customerId, to, doubtful }) => ({ customer_id: customerId.toString(), stage: to.stage, risk_score: to.riskScore, offer_code: to.offerCode, doubtful }))),
      plans.map(({ customerId }) => customerId),
      urgent,
    ],
  );
}

/** Joins the run that is open, also one that was stopped: what is planned now was planned after the stop. Or opens one. @param by who asked for it */
export async function joinMetafieldRun(connection: PoolClient, shopId: ShopId, reason: string, planned: number, by?: string): Promise<void> {
  await connection.query(
    `insert into metafield_run as r (shop_id, reason, planned, staff) values ($1, $2, $3, $4)
     on conflict (shop_id) where finished_at is null do update set planned = r.planned + excluded.planned, state = 'applying', stopped_at = null`,
    [shopId, reason, planned, by ?? null],
  );
}

/** Whether a run is open that nobody is at: its job was given up, for a missing permission for example. */
export async function hasAbandonedRun(connection: PoolClient, shopId: ShopId): Promise<boolean> {
  const { rowCount } = await connection.query(
    "select 1 from metafield_run where shop_id = $1 and finished_at is null and planned_at < now() - interval '1 minute' and (claimed_until is null or claimed_until < now())",
    [shopId],
  );
  return rowCount === 1;
}

/** Customers who carry the code of an offer that is over (used, ended, taken back), or lack the code of one that they have. */
export async function findStaleOffers(connection: PoolClient, shopId: ShopId, now: Date, limit: number): Promise<CustomerId[]> {
  const { rows } = await connection.query<{ customer_id: string }>(
    `select m.customer_id from customer_metafield m
     where m.shop_id = $1 and m.offer_code is not null and m.state in ('written', 'stopped')
       and not exists (select from code_intent i where i.shop_id = $1 and i.code = m.offer_code and i.state = 'created' and i.ends_at > $2)
     union
     select i.customer_id from code_intent i join customer c on c.shop_id = $1 and c.customer_id = i.customer_id and c.merged_into_id is null and not c.scoring_opt_out
     where i.shop_id = $1 and i.state = 'created' and i.starts_at <= $2 and i.ends_at > $2
       and not exists (select from customer_metafield m where m.shop_id = $1 and m.customer_id = i.customer_id and (m.offer_code is not null or m.state not in ('written', 'stopped')))
     order by customer_id limit $3`,
    [shopId, now, limit],
  );
  return rows.map((row) => BigInt(row.customer_id));
}
