// What came of the road, as one JSON object: every figure straight from the database and from the simulated store.
import type pg from 'pg';

export interface Report {
  source: Record<string, unknown>;
  customers: number;
  orders: { imported: number; lines: number; counted: number; leftOut: Record<string, number> };
  value: Record<string, { gross: string; net: string }>;
  customersBy: { rfmGroup: Record<string, number>; valueTier: Record<string, number>; lifecycleStage: Record<string, number> };
  model: unknown;
  alerts: { open: number; valueAtRiskMinor: number; byCause: Record<string, number> };
  tagsWritten: number;
  codesMade: number;
  secondsByStage: Record<string, number>;
}

async function counts(owner: pg.Pool, sql: string): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ name: string; n: string }>(sql);
  return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
}

async function one<T extends pg.QueryResultRow>(owner: pg.Pool, sql: string): Promise<T> {
  const { rows } = await owner.query<T>(sql);
  if (!rows[0]) throw new Error(`No row for: ${sql}`);
  return rows[0];
}

const by = (column: string) => `select ${column} as name, count(*) as n from customer_score group by 1 order by 2 desc, 1`;

/** Shows minor units as Shopify writes amounts: "12.30". */
function amount(minor: string, digits: number): string {
  const sign = minor.startsWith('-') ? '-' : '';
  const padded = minor.replace('-', '').padStart(digits + 1, '0');
  return digits === 0 ? sign + padded : `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

export async function makeReport(owner: pg.Pool, source: Record<string, unknown>, secondsByStage: Record<string, number>): Promise<Report> {
  const run = await one<{ orders_counted: number; orders_left_out: Record<string, number | { orders: number }>; gross_minor: string; net_minor: string; model: unknown }>(
    owner,
    'select orders_counted, orders_left_out, gross_minor, net_minor, model from scoring_run where finished_at is not null order by run_id desc limit 1',
  );
  const shop = await one<{ currency_code: string }>(owner, 'select currency_code from shop limit 1');
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: shop.currency_code }).resolvedOptions().maximumFractionDigits ?? 2;
  const totals = await one<{ customers: string; orders: string; lines: string }>(
    owner,
    'select (select count(*) from customer) customers, (select count(*) from "order") orders, (select coalesce(sum(json_array_length(lines::json)), 0) from "order") lines',
  );
  const alerts = await one<{ open: string; value: string | null }>(owner, "select count(*) as open, sum(value_at_risk_minor) as value from churn_alert where state = 'open'");
  const written = await one<{ tags: string | null; codes: string }>(
    owner,
    "select (select sum(cardinality(add)) from tag_change where state = 'applied') tags, (select count(*) from code_intent where state in ('created', 'redeemed')) codes",
  );
  const leftOut = Object.fromEntries(Object.entries(run.orders_left_out).map(([rule, value]) => [rule, typeof value === 'number' ? value : value.orders]));
  return {
    source,
    customers: Number(totals.customers),
    orders: { imported: Number(totals.orders), lines: Number(totals.lines), counted: run.orders_counted, leftOut },
    value: { [shop.currency_code]: { gross: amount(run.gross_minor, digits), net: amount(run.net_minor, digits) } },
    customersBy: {
      rfmGroup: await counts(owner, by('rfm_group')),
      valueTier: await counts(owner, by('value_tier')),
      lifecycleStage: await counts(owner, by('lifecycle_stage')),
    },
    model: run.model,
    alerts: { open: Number(alerts.open), valueAtRiskMinor: Number(alerts.value), byCause: await counts(owner, "select cause as name, count(*) as n from churn_alert where state = 'open' group by 1") },
    tagsWritten: Number(written.tags),
    codesMade: Number(written.codes),
    secondsByStage,
  };
}
