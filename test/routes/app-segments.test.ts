import { beforeAll, describe, expect, it } from 'vitest';
import { cellGroup, cellTier } from '../../app/domain/segments/rfm-cell-map.ts';
import { GRID_COLUMNS, groupAreas, rfmGrid, tierCombinations } from '../../app/records/pages/rfm-grid.ts';
import { loader } from '../../app/routes/app.segments.tsx';
import { loader as customers } from '../../app/routes/app.customers._index.tsx';
import { useDatabase } from '../support/database.ts';
import { load } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';

const FIVE = [1, 2, 3, 4, 5];
const db = useDatabase();
let shop: SeededShop;

beforeAll(async () => {
  shop = await seededShop(db);
  await seededShop(db, { shoppers: 30, seed: 9 });
});

describe('the segments', () => {
  it('are the sums of the customers’ scores, name by name', async () => {
    const { segments } = await load(loader, shop.domain, '/app/segments');
    for (const [rows, column] of [[segments.groups, 'rfm_group'], [segments.tiers, 'value_tier'], [segments.stages, 'lifecycle_stage']] as const) {
      const expected = await db.asOwner<{ name: string; customers: number; value: number }>(`select ${column} as name, count(*)::int as customers, sum(value_minor)::float8 as value from customer_score where shop_id = $1 group by 1 order by 1`, [shop.shopId]);
      const shown = rows.filter((row) => row.customers > 0).map(({ name, customers: number, valueMinor }) => ({ name, customers: number, value: valueMinor }));
      expect(shown.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected);
    }
    expect(segments.customers).toBe(130);
  });

  it('differ from Shopify’s for exactly those whose group has another name there', async () => {
    await db.asOwner("update customer set shopify_rfm_group = case when customer_id % 3 = 0 then 'NEEDS_ATTENTION' end where shop_id = $1", [shop.shopId]);
    const { segments } = await load(loader, shop.domain, '/app/segments');
    const [expected] = await db.asOwner<{ compared: number; differ: number }>(
      "select count(*)::int as compared, (count(*) filter (where rfm_group <> 'needs-attention'))::int as differ from customer_score where shop_id = $1 and customer_id % 3 = 0",
      [shop.shopId],
    );
    expect(expected?.differ).toBeGreaterThan(0);
    expect({ compared: segments.compared, differ: segments.differ }).toEqual(expected);
    expect(segments.groups.reduce((sum, row) => sum + row.differ, 0)).toBe(expected?.differ);
  });

  it('and each cell of the grid leads to as many customers as it says', async () => {
    const { grid } = await load(loader, shop.domain, '/app/segments');
    for (const { cells } of grid) {
      for (const { recency, column, customers: shown } of cells) {
        const { matching } = await load(customers, shop.domain, `/app/customers?recency=${recency}&fm=${column.from}-${column.to}`);
        expect({ recency, column, matching }).toEqual({ recency, column, matching: shown });
      }
    }
  });

  it('note that the merchant has seen them, for the setup guide', async () => {
    expect(await db.asOwner("select marks->'seen' as seen from shop where shop_id = $1", [shop.shopId])).toEqual([{ seen: ['segments'] }]);
  });
});

describe('the definitions on screen', () => {
  it('put each of the 125 cells into one column, and show its very group', () => {
    for (const r of FIVE) {
      for (const f of FIVE) {
        for (const m of FIVE) {
          const mean = (f + m) / 2;
          const columns = GRID_COLUMNS.filter(({ from, to }) => mean >= from && mean <= to);
          expect(columns).toHaveLength(1);
          const [cell] = rfmGrid([{ recency: r, frequency: f, monetary: m, customers: 1 }], 1).flatMap(({ cells }) => cells.filter((other) => other.customers === 1));
          expect(cell).toMatchObject({ recency: r, group: cellGroup(r, f, m) });
          const areas = groupAreas()[cellGroup(r, f, m)];
          expect(areas.filter(({ recencies, means }) => recencies.includes(r) && mean >= means.from && mean <= means.to)).toHaveLength(1);
        }
      }
    }
  });

  it('claim no cell for a group that is not its', () => {
    for (const [group, areas] of Object.entries(groupAreas())) {
      for (const { recencies, means } of areas) {
        for (const r of recencies) {
          for (const f of FIVE) for (const m of FIVE) if ((f + m) / 2 >= means.from && (f + m) / 2 <= means.to) expect(cellGroup(r, f, m)).toBe(group);
        }
      }
    }
  });

  it('name the tier of all 27 combinations of levels as scoring does', () => {
    const score = { low: 1, middle: 3, high: 5 };
    expect(tierCombinations()).toHaveLength(27);
    for (const { recency, frequency, monetary, tier } of tierCombinations()) expect(tier).toBe(cellTier(score[recency], score[frequency], score[monetary]));
  });
});
