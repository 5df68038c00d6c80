import { beforeAll, describe, expect, it } from 'vitest';
import { SORTS } from '../../app/records/pages/customers/list-query.ts';
import { CUSTOMERS_PER_PAGE } from '../../app/records/pages/customers/list.ts';
import { loader } from '../../app/routes/app.customers._index.tsx';
import { useDatabase } from '../support/database.ts';
import { load } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import { asked, setMood } from './support/shopify-stub.ts';

const db = useDatabase();
let shop: SeededShop;
const list = (query: string) => load(loader, shop.domain, `/app/customers?${query}`);
const count = async (where: string) => (await db.asOwner<{ n: number }>(`select count(*)::int as n from customer c left join customer_score s using (shop_id, customer_id) where c.shop_id = $1 and ${where}`, [shop.shopId]))[0]?.n;

beforeAll(async () => {
  shop = await seededShop(db);
  await seededShop(db, { shoppers: 60, seed: 12 });
  // Somebody without scores, and somebody who was merged away.
  await db.asOwner('insert into customer (shop_id, customer_id, created_at, updated_at, scoring_opt_out, merged_into_id) values ($1, 5000, now(), now(), true, null), ($1, 5001, now(), now(), false, 1003)', [shop.shopId]);
});

describe('pages of the customers list', () => {
  it.each(SORTS.flatMap((sort) => [`sort=${sort}&order=desc`, `sort=${sort}&order=asc`]))('cover everyone exactly once by %s, forwards and backwards', async (sort) => {
    const seen: string[][] = [];
    let where = '';
    let page = await list(sort);
    for (;;) {
      seen.push(page.rows.map(({ customerId }) => customerId));
      expect(page.previous === null).toBe(seen.length === 1);
      if (page.next === null) break;
      where = `${sort}&after=${page.next}`;
      page = await list(where);
    }
    const everyone = seen.flat();
    expect(seen.length).toBe(Math.ceil(131 / CUSTOMERS_PER_PAGE));
    expect(new Set(everyone).size).toBe(131);
    expect(everyone).toHaveLength(131);
    expect(page.matching).toBe(131);
    expect(everyone).not.toContain('5001');

    const back: string[][] = [page.rows.map(({ customerId }) => customerId)];
    while (page.previous !== null) {
      page = await list(`${sort}&before=${page.previous}`);
      back.unshift(page.rows.map(({ customerId }) => customerId));
    }
    expect(back).toEqual(seen);
  });

  it('are in the order asked for, those without a value at the low end', async () => {
    const { rows } = await list('sort=risk&order=asc');
    const risks = rows.map(({ riskScore }) => riskScore ?? -1);
    expect(risks).toEqual([...risks].sort((a, b) => a - b));
    expect(rows[0]?.riskScore).toBeNull();
    const { rows: best } = await list('');
    const values = best.map(({ valueMinor }) => valueMinor ?? -1);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  it('open also where the address holds nonsense', async () => {
    const { rows, matching } = await list('sort=shoe-size&after=x_y&group=kings&riskAbove=many&fm=9-0');
    expect(rows).toHaveLength(CUSTOMERS_PER_PAGE);
    expect(matching).toBe(131);
  });
});

describe('filters', () => {
  it.each([
    ['group=loyal', "rfm_group = 'loyal'"],
    ['stage=lost', "lifecycle_stage = 'lost'"],
    ['tier=high-value', "value_tier = 'high-value'"],
    ['riskAbove=80', 'risk_score > 80'],
    ['recency=5&fm=4-5', 'recency_score = 5 and (frequency_score + monetary_score) / 2.0 between 4 and 5'],
    ['fm=1-1.5', 'recency_score > 0 and (frequency_score + monetary_score) / 2.0 between 1 and 1.5'],
    ['scoring=off', 'scoring_opt_out'],
    ['alert=open', "exists (select from churn_alert a where a.shop_id = c.shop_id and a.customer_id = c.customer_id and a.state = 'open')"],
    ['group=lost-cause', 'merged_into_id is null'],
  ])('%s lets through exactly those', async (query, where) => {
    const expected = await count(where);
    expect(expected).toBeGreaterThan(0);
    expect((await list(query)).matching).toBe(expected);
  });

  it('by difference from Shopify compare the names as both write them', async () => {
    await db.asOwner("update customer set shopify_rfm_group = upper(replace(s.rfm_group, '-', '_')) from customer_score s where s.shop_id = customer.shop_id and s.customer_id = customer.customer_id and customer.shop_id = $1", [shop.shopId]);
    expect((await list('differs=shopify')).matching).toBe(0);
    await db.asOwner("update customer set shopify_rfm_group = 'ALMOST_LOST' where shop_id = $1", [shop.shopId]);
    const others = await count("rfm_group <> 'almost-lost'");
    expect((await list('differs=shopify')).matching).toBe(others);
  });
});

describe('search', () => {
  it('by a customer number is ours: Shopify is not asked for it', async () => {
    asked.length = 0;
    const { rows, search } = await list('q=%231002');
    expect(rows.map(({ customerId }) => customerId)).toEqual(['1002']);
    expect(search).toBeNull();
    expect(asked.filter(({ operation }) => operation === 'searchCustomers')).toEqual([]);
  });

  it('by name is Shopify’s, in plain words, and keeps the filters', async () => {
    asked.length = 0;
    const { rows, search } = await list('q=shopper+%22email:1004');
    expect(asked.find(({ operation }) => operation === 'searchCustomers')?.variables['query']).toBe('shopper \\"email\\:1004');
    expect(search).toBe('found');
    expect(rows.map(({ customerId }) => customerId)).toEqual(['1004']);
    expect((await list('q=shopper+1004&scoring=off')).matching).toBe(0);
  });

  it('that Shopify cannot answer says so and shows nobody', async () => {
    setMood('down');
    try {
      expect(await list('q=hanna')).toMatchObject({ search: 'unavailable', rows: [], matching: 0 });
    } finally {
      setMood('willing');
    }
  });

  it('finds nobody of another shop', async () => {
    const other = await db.newShop();
    await db.asOwner('insert into customer (shop_id, customer_id, created_at, updated_at) values ($1, 7777, now(), now())', [other.shopId]);
    expect((await list('q=7777')).matching).toBe(0);
  });
});

it('a page is read within 100 ms on 5,000 customers', async () => {
  const big = await seededShop(db, { shoppers: 5_000, seed: 3 });
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const before = performance.now();
    await load(loader, big.domain, '/app/customers?sort=risk');
    times.push(performance.now() - before);
  }
  expect(Math.min(...times)).toBeLessThan(100);
});
