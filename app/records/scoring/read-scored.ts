// Scores as the domain knows them, read back from their rows.
import type { PoolClient } from 'pg';
import type { CustomerId, LifecycleStage, RfmGroup, RiskReason, ScoredCustomer, ValueTier } from '../../domain/glossary.ts';
import type { ShopId } from '../db.ts';

interface ScoreRow {
  customerId: string;
  orders: number;
  purchaseDays: number;
  valueMinor: number;
  firstOrderDay: number | null;
  lastOrderDay: number | null;
  recencyScore: number;
  frequencyScore: number;
  monetaryScore: number;
  rfmGroup: RfmGroup;
  valueTier: ValueTier;
  lifecycleStage: LifecycleStage;
  riskScore: number | null;
  lapseChance: number | null;
  expectedOrders: number | null;
  expectedValueMinor: number | null;
  reasons: RiskReason[];
}

const SELECT = `
  select s.customer_id as "customerId", s.orders, s.purchase_days as "purchaseDays", s.value_minor::float8 as "valueMinor",
         s.first_order_on - date '1970-01-01' as "firstOrderDay", s.last_order_on - date '1970-01-01' as "lastOrderDay",
         s.recency_score as "recencyScore", s.frequency_score as "frequencyScore", s.monetary_score as "monetaryScore",
         s.rfm_group as "rfmGroup", s.value_tier as "valueTier", s.lifecycle_stage as "lifecycleStage",
         s.risk_score as "riskScore", s.lapse_chance as "lapseChance", s.expected_orders as "expectedOrders",
         s.expected_value_minor::float8 as "expectedValueMinor", s.reasons
  from customer_score s`;

function toScored({ customerId, ...row }: ScoreRow): ScoredCustomer {
  return { customerId: BigInt(customerId), ...row, cause: null };
}

/** The current scores of the named customers, or of the whole shop. */
export async function readScored(connection: PoolClient, shopId: ShopId, customerIds?: readonly CustomerId[]): Promise<ScoredCustomer[]> {
  const { rows } = customerIds
    ? await connection.query<ScoreRow>(`${SELECT} where s.shop_id = $1 and s.customer_id = any($2::bigint[]) order by s.customer_id`, [shopId, customerIds])
    : await connection.query<ScoreRow>(`${SELECT} where s.shop_id = $1 order by s.customer_id`, [shopId]);
  return rows.map(toScored);
}

/** Those of them whom alerts can concern: at or above a risk score, or with an open alert. */
export async function readScoredAtRisk(connection: PoolClient, shopId: ShopId, fromRiskScore: number, customerIds?: readonly CustomerId[]): Promise<ScoredCustomer[]> {
  const { rows } = await connection.query<ScoreRow>(
    `${SELECT} where s.shop_id = $1 ${customerIds ? 'and s.customer_id = any($3::bigint[])' : ''}
       and (s.risk_score >= $2 or exists (select from churn_alert a where a.shop_id = $1 and a.customer_id = s.customer_id and a.state = 'open'))
     order by s.customer_id`,
    [shopId, fromRiskScore, ...(customerIds ? [customerIds] : [])],
  );
  return rows.map(toScored);
}
