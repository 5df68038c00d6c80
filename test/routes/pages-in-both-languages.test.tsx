import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../app/i18n/languages.ts';
import * as home from '../../app/routes/app._index.tsx';
import * as accuracy from '../../app/routes/app.accuracy.tsx';
import * as alerts from '../../app/routes/app.alerts.tsx';
import * as customer from '../../app/routes/app.customers.$customerId.tsx';
import * as customers from '../../app/routes/app.customers._index.tsx';
import * as movement from '../../app/routes/app.segments_.movement.tsx';
import * as privacy from '../../app/routes/app.privacy/route.tsx';
import * as segments from '../../app/routes/app.segments.tsx';
import * as settings from '../../app/routes/app.settings.tsx';
import * as sync from '../../app/routes/app.sync/route.tsx';
import * as run from '../../app/routes/app.write-back.$tagRunId.tsx';
import * as writeBack from '../../app/routes/app.write-back._index.tsx';
import { inShopBulk } from '../../app/records/db.ts';
import { requestBacktest } from '../../app/records/accuracy/shop-backtests.ts';
import { failMovement, requestMovement } from '../../app/records/movement/segment-movements.ts';
import { getLastRun } from '../../app/records/scoring/scoring-runs.ts';
import { scoringSettings, shopSettingsSchema } from '../../app/records/shop-settings.ts';
import { computeMovement } from '../../app/scoring/move-segments.ts';
import { backtestPast } from '../../app/scoring/backtest-shop.ts';
import { useDatabase } from '../support/database.ts';
import { renderPage } from './support/render-page.tsx';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';
import { comparedShop } from './support/compared-shop.ts';
import { type WrittenShop, writtenShop } from './write-back/written-shop.ts';
import { merchantRequest, signIn } from './support/signed-in.ts';

const db = useDatabase();
let full: SeededShop;
let empty: { shopId: bigint; domain: string };
const TODAY = Math.floor(NOW_MS / 86_400_000);
const isoDay = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
let troubled: { shopId: bigint; domain: string };
let compared: { shopId: bigint; domain: string };
let wrote: WrittenShop;

beforeAll(async () => {
  full = await seededShop(db);
  const [alert] = await db.asOwner<{ alert_id: string; customer_id: string }>("select alert_id, customer_id from churn_alert where shop_id = $1 and state = 'open' order by alert_id limit 1", [full.shopId]);
  // One code in every state, and one closed alert of every kind.
  await db.asOwner(
    `insert into code_intent (shop_id, intent_key, customer_id, alert_id, code, percentage, starts_at, ends_at, state, created_at)
     select $1, 'test:' || state, $2, $3, 'PRN-' || upper(state), 0.15, now(), now() + interval '14 days', state, now() - n * interval '1 minute'
     from unnest(array['created', 'planned', 'redeemed', 'revoked', 'failed']) with ordinality as s(state, n)`,
    [full.shopId, alert?.customer_id, alert?.alert_id],
  );
  await db.asOwner(
    `insert into churn_alert (shop_id, customer_id, raised_at, risk_score, value_at_risk_minor, cause, reasons, state, closed_at, updated_at)
     select $1, 1001, now(), 85, 1234, cause, jsonb_build_array(jsonb_build_object('indicator', indicator, 'level', 0.9, 'weight', 1, 'contribution', 90, 'facts', '{}'::jsonb)), state, now(), now()
     from unnest(array['price', 'product', 'service', 'delivery', 'drifting'], array['visits', 'engagement', 'service', 'rhythm', 'rhythm'], array['dismissed', 'returned', 'recovered', 'dismissed', 'returned']) as a(cause, indicator, state)`,
    [full.shopId],
  );
  await db.asOwner("update customer set own_tags = array['perennial:alert', 'perennial:group:loyal'], shopify_rfm_group = 'PROSPECTS' where shop_id = $1", [full.shopId]);
  // A day tested well, one with too few buyers, one asked for, and one that failed.
  for (const daysAgo of [90, 690]) {
    await inShopBulk(full.shopId, (connection) => requestBacktest(connection, full.shopId, TODAY - daysAgo, scoringSettings(shopSettingsSchema.parse({}))));
    await backtestPast(full.shopId, 'UTC', TODAY - daysAgo, NOW_MS);
  }
  await db.asOwner("insert into shop_backtest (shop_id, as_of, horizon_days, made_with, error) values ($1, '2026-01-01', 90, '{}', null), ($1, '2026-01-02', 90, '{}', 'out of luck')", [full.shopId]);
  const { settings: scoredBy } = (await getLastRun(full.shopId)) ?? {};
  if (!scoredBy) throw new Error('The shop is not scored.');
  for (const [fromDay, toDay] of [[TODAY - 30, TODAY], [TODAY - 41, TODAY - 20]] as const) {
    await inShopBulk(full.shopId, (connection) => requestMovement(connection, full.shopId, fromDay, toDay, scoredBy));
  }
  await computeMovement(full.shopId, 'America/New_York', TODAY - 30, TODAY, NOW_MS);
  await failMovement(full.shopId, TODAY - 41, TODAY - 20, 'out of luck');
  await db.asOwner(`insert into data_request (shop_id, request_id, customer_id, order_ids, asked_at, downloaded_at, handed_over_at) values ($1, '1', 1001, '{}', now(), null, null), ($1, '2', 1002, '{}', now() - interval '31 days', now(), null), ($1, '3', 1003, '{}', now() - interval '9 days', now(), now())`, [full.shopId]);
  await db.asOwner("insert into access_log (shop_id, staff, kind, customers) select $1, '12345', kind, 25 from unnest(array['names', 'search', 'export']) kind, generate_series(1, 10)", [full.shopId]);
  wrote = await writtenShop(db, full.shopId);
  empty = await db.newShop();
  await signIn(empty.domain);
  compared = await comparedShop(db);
  troubled = await db.newShop({ currencyCode: 'JPY', timeZone: 'Asia/Shanghai' });
  await signIn(troubled.domain);
  await db.asOwner(`update shop set marks = '{"problems": {"missing-scope": "2026-01-01T00:00:00Z", "never-heard-of": "2026-01-01T00:00:00Z"}}' where shop_id = $1`, [troubled.shopId]);
  await db.asOwner(`insert into bulk_import (shop_id, kind, state, object_count, bytes_applied, file_bytes, started_at) values ($1, 'customers', 'applying', 12345, 4000000, 9000000, now()), ($1, 'orders', 'running', 1, 0, null, now())`, [troubled.shopId]);
});

const cases: [string, Parameters<typeof renderPage>[0], string, () => [string, string]][] = [
  ['home', home, '/app', () => [full.domain, '/app']],
  ['home before the first import', home, '/app', () => [empty.domain, '/app']],
  ['home while importing, with problems', home, '/app', () => [troubled.domain, '/app']],
  ['segments', segments, '/app/segments', () => [full.domain, '/app/segments']],
  ['segments of a shop without scores', segments, '/app/segments', () => [empty.domain, '/app/segments']],
  ['movement of groups', movement, '/app/segments/movement', () => [full.domain, '/app/segments/movement']],
  ['movement of tiers', movement, '/app/segments/movement', () => [full.domain, '/app/segments/movement?kind=tier']],
  ['movement of stages', movement, '/app/segments/movement', () => [full.domain, `/app/segments/movement?kind=stage&from=${isoDay(TODAY - 30)}&to=${isoDay(TODAY)}`]],
  ['movement not yet computed', movement, '/app/segments/movement', () => [full.domain, `/app/segments/movement?from=${isoDay(TODAY - 40)}&to=${isoDay(TODAY - 20)}`]],
  ['movement that failed', movement, '/app/segments/movement', () => [full.domain, `/app/segments/movement?from=${isoDay(TODAY - 41)}&to=${isoDay(TODAY - 20)}`]],
  ['movement of a shop without scores', movement, '/app/segments/movement', () => [empty.domain, '/app/segments/movement']],
  ['customers who moved', customers, '/app/customers', () => [full.domain, `/app/customers?moved=stage.none.first-time.${isoDay(TODAY - 30)}.${isoDay(TODAY)}`]],
  ['customers asked for in a way there is not', customers, '/app/customers', () => [full.domain, '/app/customers?moved=stage.nowhere.first-time.2026-13-13.x']],
  ['customers', customers, '/app/customers', () => [full.domain, '/app/customers']],
  ['customers with every filter', customers, '/app/customers', () => [full.domain, '/app/customers?group=loyal&tier=new&stage=active&riskAbove=80&alert=open&differs=shopify&scoring=off&recency=3&fm=1-1.5']],
  ['customers of an empty shop', customers, '/app/customers', () => [empty.domain, '/app/customers']],
  ['a customer', customer, '/app/customers/:customerId', () => [full.domain, `/app/customers/${full.oddCustomerId}`]],
  ['a customer with alerts', customer, '/app/customers/:customerId', () => [full.domain, '/app/customers/1001']],
  ['alerts', alerts, '/app/alerts', () => [full.domain, '/app/alerts']],
  ['closed alerts', alerts, '/app/alerts', () => [full.domain, '/app/alerts?tab=closed']],
  ['alerts before scoring', alerts, '/app/alerts', () => [empty.domain, '/app/alerts']],
  ['accuracy', accuracy, '/app/accuracy', () => [full.domain, `/app/accuracy?asOf=${isoDay(TODAY - 90)}`]],
  ['accuracy of a day with few buyers', accuracy, '/app/accuracy', () => [full.domain, `/app/accuracy?asOf=${isoDay(TODAY - 690)}`]],
  ['accuracy of a day being tested', accuracy, '/app/accuracy', () => [full.domain, '/app/accuracy?asOf=2026-01-01']],
  ['accuracy of a day that failed', accuracy, '/app/accuracy', () => [full.domain, '/app/accuracy?asOf=2026-01-02']],
  ['accuracy of a day not asked for', accuracy, '/app/accuracy', () => [full.domain, '/app/accuracy?asOf=2026-01-03']],
  ['accuracy of a shop without scores', accuracy, '/app/accuracy', () => [empty.domain, '/app/accuracy']],
  ['privacy with requests of every state', privacy, '/app/privacy', () => [full.domain, '/app/privacy']],
  ['privacy where nobody asked', privacy, '/app/privacy', () => [empty.domain, '/app/privacy']],
  ['settings', settings, '/app/settings', () => [full.domain, '/app/settings']],
  ['tags and fields', writeBack, '/app/write-back', () => [full.domain, '/app/write-back']],
  ['tags and fields with a preview', writeBack, '/app/write-back', () => [full.domain, `/app/write-back?preview=${wrote.previewId}`]],
  ['tags and fields with a preview that is forgotten', writeBack, '/app/write-back', () => [full.domain, '/app/write-back?preview=999999']],
  ['tags and fields before anything is written', writeBack, '/app/write-back', () => [empty.domain, '/app/write-back']],
  ['a run of tags under way', run, '/app/write-back/:tagRunId', () => [full.domain, `/app/write-back/${wrote.open}`]],
  ['a run of tags that is over', run, '/app/write-back/:tagRunId', () => [full.domain, `/app/write-back/${wrote.over}?show=failed`]],
  ['sync', sync, '/app/sync', () => [full.domain, '/app/sync']],
  ['sync while passes are late', sync, '/app/sync', () => [compared.domain, '/app/sync']],
  ['sync before the first import', sync, '/app/sync', () => [empty.domain, '/app/sync']],
];

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(cases)('%s is rendered with every text there is', async (_name, page, pattern, where) => {
    const [domain, address] = where();
    const { html, text, status } = await renderPage(page, pattern, await merchantRequest(domain, address), language);
    expect(status).toBe(200);
    // The page itself, not what stands in for a page that failed.
    expect(html).toContain('<ui-title-bar title=');
    // A key in place of a text, or a value that was not filled in.
    expect(text).not.toMatch(/\b(accuracy|home|movement|segments|customers|alerts|settings|orders|errors|privacy|sync|write-back):[\w.]+/);
    expect(text).not.toMatch(/\{\{|undefined|NaN|\[object/);
    if (language === 'zh-CN') expect(text).toMatch(/\p{Script=Han}/u);
    if (domain === full.domain) expect(text).toMatch({ en: /As of .*changes? waiting/, 'zh-CN': /数据截至.*待处理/ }[language]);
  });
});

describe('the texts', () => {
  const folder = path.resolve(import.meta.dirname, '../../app/i18n/locales');
  const keysOf = (value: unknown, at = ''): string[] =>
    typeof value === 'string' ? [at] : Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => keysOf(inner, at ? `${at}.${key}` : key));
  const textsOf = (language: string, noun: string) => JSON.parse(readFileSync(path.join(folder, language, noun), 'utf8')) as Record<string, unknown>;
  /** Chinese has no singular: one form stands for both. */
  const withoutNumber = (keys: string[]) => [...new Set(keys.map((key) => key.replace(/_(one|other)$/, '')))].sort();

  it.each(readdirSync(path.join(folder, 'en')))('%s says the same things in both languages, and nothing is empty', (noun) => {
    expect(withoutNumber(keysOf(textsOf('zh-CN', noun)))).toEqual(withoutNumber(keysOf(textsOf('en', noun))));
    for (const language of LANGUAGES) expect(JSON.stringify(textsOf(language, noun))).not.toContain('""');
  });

  it.each(readdirSync(path.join(folder, 'en')))('%s fills in the same values in both languages', (noun) => {
    const valuesOf = (language: string) =>
      Object.fromEntries(
        flat(textsOf(language, noun))
          .filter(([key]) => !key.endsWith('_one'))
          .map(([key, text]) => [key.replace(/_other$/, ''), [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()]),
      );
    expect(valuesOf('zh-CN')).toEqual(valuesOf('en'));
  });

  function flat(value: unknown, at = ''): [string, string][] {
    return typeof value === 'string' ? [[at, value]] : Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => flat(inner, at ? `${at}.${key}` : key));
  }
});
