// RFM of all customers in SQL alone, from stored orders to a stored table with its key: one pass over the covering index, the
// value at each fifth, and a new table in place of the old. By two definitions of a fifth: the product's mid-ranks, which needs to
// know who stands below and beside, and percent_rank, which does not and is therefore quicker.
import type pg from 'pg';
import { CHECKSUM_MODULUS, codeSql, fifthPlaces, type Measure, MEASURES, thresholds } from '../rfm/sql.ts';
import { FIRST_CUSTOMER_ID } from '../history-of-store.ts';
import { TODAY } from '../simulated-store.ts';

export type Definition = 'midRank' | 'percentRank';

type Counted = readonly { readonly value: number; readonly customers: number }[];

/** Each value and how many customers have it, ascending: of days and of orders there are few. */
async function counted(owner: pg.Client, measure: Measure): Promise<Counted> {
  const { rows } = await owner.query<[number, number]>({ text: `select ${measure}::float8, count(*)::int from bought group by 1 order by 1`, rowMode: 'array' });
  return rows.map(([value, customers]) => ({ value, customers }));
}

function standingsOf(values: Counted, measure: Measure, places: readonly number[]): { candidates: number[]; standings: Record<string, number> } {
  const candidates: number[] = [];
  const standings: Record<string, number> = {};
  places.forEach((place, k) => {
    let below = 0;
    let i = 0;
    for (; below + values[i]!.customers <= place; i += 1) below += values[i]!.customers;
    candidates.push(values[i]!.value);
    Object.assign(standings, { [`${measure}_below_${k}`]: below, [`${measure}_equal_${k}`]: values[i]!.customers, [`${measure}_previous_${k}`]: values[i - 1]?.value ?? -1 });
  });
  return { candidates, standings };
}

/** Of money there are as many values as customers: the four by sorting, and, where they are needed, what is below and beside each. */
async function ofValue(owner: pg.Client, n: number, places: readonly number[], withStandings: boolean): Promise<{ candidates: number[]; standings: Record<string, number> }> {
  const shares = places.map((place) => (place + 0.5) / n).join(', ');
  const { rows } = await owner.query<{ at: number[] }>(`select percentile_disc(array[${shares}]) within group (order by value)::float8[] as at from bought`);
  const candidates = rows[0]?.at ?? [];
  if (!withStandings) return { candidates, standings: {} };
  const figures = candidates.flatMap((value, k) => [
    `(count(*) filter (where value < ${value}))::float8 as value_below_${k}`,
    `(count(*) filter (where value = ${value}))::float8 as value_equal_${k}`,
    `coalesce(max(value) filter (where value < ${value}), -1)::float8 as value_previous_${k}`,
  ]);
  const { rows: standings } = await owner.query<Record<string, number>>(`select ${figures.join(', ')} from bought`);
  return { candidates, standings: standings[0] ?? {} };
}

/** percent_rank: a customer has passed k/5 where at least k (n − 1)/5 are below; the last value that has not. */
function percentRankPlaces(n: number): number[] {
  return [1, 2, 3, 4].map((k) => Math.ceil((k * (n - 1)) / 5) - 1);
}

async function cutsOf(owner: pg.Client, n: number, definition: Definition): Promise<Record<Measure, number[]>> {
  const midRank = definition === 'midRank';
  const places = midRank ? fifthPlaces(n) : percentRankPlaces(n);
  // Of days the fewest are the best: the places count from the other end.
  const placesOf = (measure: Measure) => (measure === 'recency' && !midRank ? places.map((place) => n - 1 - place).reverse() : places);
  const found = { recency: standingsOf(await counted(owner, 'recency'), 'recency', placesOf('recency')), orders: standingsOf(await counted(owner, 'orders'), 'orders', places), value: await ofValue(owner, n, places, midRank) };
  const candidates = { recency: found.recency.candidates, orders: found.orders.candidates, value: found.value.candidates };
  if (midRank) return thresholds(candidates, Object.assign({}, ...MEASURES.map((measure) => found[measure].standings)) as Record<string, number>, n);
  return { ...candidates, recency: candidates.recency.map((days) => days - 1) };
}

/** @param today the day on which everybody is scored */
export async function scoreInSql(owner: pg.Client, definition: Definition, today = TODAY + 1): Promise<void> {
  await owner.query('begin');
  await owner.query("set local work_mem = '256MB'");
  await owner.query('set local jit = off');
  await owner.query(`create temp table bought on commit drop as select customer, ${today} - max(day) as recency, count(*)::int as orders, sum(cents) as value from sale where not cancelled group by customer`);
  const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from bought');
  const cuts = await cutsOf(owner, rows[0]?.n ?? 0, definition);
  await owner.query(`create table score_new as select customer, (${codeSql(cuts)})::int2 as code from bought`);
  await owner.query('alter table score_new add primary key (customer)');
  await owner.query('drop table if exists score');
  await owner.query('alter table score_new rename to score');
  await owner.query('commit');
}

export async function checksumOfSql(owner: pg.Client): Promise<string> {
  const { rows } = await owner.query<{ sum: string }>(
    `select count(*) || ' ' || sum(code) || ' ' || sum(((customer - ${FIRST_CUSTOMER_ID}) % ${CHECKSUM_MODULUS}) * code) as sum from score`,
  );
  return rows[0]?.sum ?? '';
}
