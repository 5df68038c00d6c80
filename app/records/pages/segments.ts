// The segments of a shop: one pass over the current scores gives the grid and the three tables.
import { LIFECYCLE_STAGES, RFM_GROUPS, VALUE_TIERS } from '../../domain/glossary.ts';
import type { ShopTx } from '../db.ts';
import { joinByHashingWithin } from '../inbound/lock.ts';

export interface SegmentRow<Name extends string = string> {
  readonly name: Name;
  readonly customers: number;
  readonly valueMinor: number;
  /** Customers for whom Shopify names another group; counted for groups only. */
  readonly differ: number;
}

/** Customers of one of the 125 cells. */
export interface CellCount {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
  readonly customers: number;
}

export interface Segments {
  readonly customers: number;
  readonly valueMinor: number;
  readonly cells: readonly CellCount[];
  readonly groups: readonly SegmentRow[];
  readonly tiers: readonly SegmentRow[];
  readonly stages: readonly SegmentRow[];
  /** Customers whose group Shopify names too, and how many of those it names differently. */
  readonly compared: number;
  readonly differ: number;
}

interface RawSet {
  rfmGroup: string | null;
  valueTier: string | null;
  lifecycleStage: string | null;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  customers: number;
  valueMinor: number;
  compared: number;
  differ: number;
}

function inOrder(names: readonly string[], rows: RawSet[], nameOf: (row: RawSet) => string | null): SegmentRow[] {
  return names.map((name) => {
    const row = rows.find((other) => nameOf(other) === name);
    return { name, customers: row?.customers ?? 0, valueMinor: row?.valueMinor ?? 0, differ: row?.differ ?? 0 };
  });
}

export async function readSegments(tx: ShopTx): Promise<Segments> {
  await joinByHashingWithin(tx);
  const rows = await tx.$queryRaw<RawSet[]>`
    with scored as (
      select s.rfm_group, s.value_tier, s.lifecycle_stage, s.recency_score, s.frequency_score, s.monetary_score, s.value_minor,
             replace(lower(c.shopify_rfm_group), '_', '-') as theirs
      from customer_score s join customer c using (shop_id, customer_id))
    select rfm_group as "rfmGroup", value_tier as "valueTier", lifecycle_stage as "lifecycleStage", recency_score as "recency", frequency_score as "frequency", monetary_score as "monetary",
           count(*)::int as "customers", coalesce(sum(value_minor), 0)::float8 as "valueMinor",
           count(theirs)::int as "compared", (count(*) filter (where theirs <> rfm_group))::int as "differ"
    from scored
    group by grouping sets ((), (rfm_group), (value_tier), (lifecycle_stage), (recency_score, frequency_score, monetary_score))`;
  const all = rows.find((row) => row.rfmGroup === null && row.valueTier === null && row.lifecycleStage === null && row.recency === null);
  return {
    customers: all?.customers ?? 0,
    valueMinor: all?.valueMinor ?? 0,
    compared: all?.compared ?? 0,
    differ: all?.differ ?? 0,
    cells: rows.flatMap(({ recency, frequency, monetary, customers }) => (recency !== null && frequency !== null && monetary !== null && recency > 0 ? [{ recency, frequency, monetary, customers }] : [])),
    groups: inOrder(RFM_GROUPS, rows, (row) => row.rfmGroup),
    tiers: inOrder(VALUE_TIERS, rows, (row) => row.valueTier),
    stages: inOrder(LIFECYCLE_STAGES, rows, (row) => row.lifecycleStage),
  };
}
