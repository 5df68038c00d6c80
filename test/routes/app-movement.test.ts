import { beforeAll, describe, expect, it } from 'vitest';
import { VOCABULARIES } from '../../app/domain/segments/movement.ts';
import { action, loader } from '../../app/routes/app.segments_.movement.tsx';
import { loader as customers } from '../../app/routes/app.customers._index.tsx';
import { loader as segments } from '../../app/routes/app.segments.tsx';
import { moveSegments } from '../../app/scoring/move-segments.ts';
import { useDatabase } from '../support/database.ts';
import { clearJobs, jobsOf } from '../scoring/support/read-back.ts';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { act, load } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';
import { signIn } from './support/signed-in.ts';

const DAY_MS = 86_400_000;
const TODAY = Math.floor(NOW_MS / DAY_MS);
const db = useDatabase();
let shop: SeededShop;

const iso = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const page = (query = '') => load(loader, shop.domain, `/app/segments/movement${query}`);
const movementJobs = async () => (await jobsOf(db, shop.shopId)).filter(({ name }) => name === 'move-segments').map(({ data }) => data);

async function work(): Promise<void> {
  for (const { fromDay, toDay } of (await movementJobs()) as { fromDay: number; toDay: number }[]) await moveSegments({ shopId: String(shop.shopId), fromDay, toDay });
  await clearJobs(db);
}

beforeAll(async () => {
  shop = await seededShop(db, { timeZone: 'UTC' });
  await db.asOwner("update customer set created_at = $2::timestamptz - (customer_id * 7919 % 700) * interval '1 day' where shop_id = $1", [shop.shopId, new Date(NOW_MS)]);
  await clearJobs(db);
});

describe('the movement page', () => {
  it('asks for the last month once, and shows it when it is there', async () => {
    expect((await page()).movement).toMatchObject({ from: iso(TODAY - 30), to: iso(TODAY), state: 'asked', counts: null });
    await page('?kind=tier');
    expect(await movementJobs()).toEqual([{ shopId: String(shop.shopId), fromDay: TODAY - 30, toDay: TODAY }]);
    await work();
    const { movement } = await page();
    expect(movement).toMatchObject({ state: 'ready' });
    expect(movement?.counts).toHaveLength(VOCABULARIES.group.length + 1);
    expect(await movementJobs()).toEqual([]);
  });

  it('adds up to the page Segments', async () => {
    const { segments: now } = await load(segments, shop.domain, '/app/segments');
    for (const [kind, rows] of [['group', now.groups], ['tier', now.tiers], ['stage', now.stages]] as const) {
      const { movement, names } = await page(`?kind=${kind}`);
      const columns = names.map((_, j) => (movement?.counts ?? []).reduce((sum, row) => sum + (row[j] ?? 0), 0));
      expect(columns).toEqual(rows.map((row) => row.customers));
    }
  });

  it('and each cell leads to as many customers as it says, page by page', async () => {
    const { movement, names } = await page('?kind=stage');
    let walked = 0;
    for (const [i, row] of (movement?.counts ?? []).entries()) {
      for (const [j, shown] of row.entries()) {
        if (shown === 0) continue;
        const cell = `stage.${names[i] ?? 'none'}.${names[j] ?? 'none'}.${iso(TODAY - 30)}.${iso(TODAY)}`;
        const seen = new Set<string>();
        let after = '';
        for (;;) {
          const list = await load(customers, shop.domain, `/app/customers?moved=${cell}${after}`);
          expect(list.matching).toBe(shown);
          for (const { customerId, lifecycleStage } of list.rows) {
            expect(lifecycleStage).toBe(names[j]);
            seen.add(customerId);
          }
          if (!list.next) break;
          after = `&after=${list.next}`;
        }
        expect(seen.size).toBe(shown);
        walked += shown;
      }
    }
    expect(walked).toBe(130);
  });

  it('goes back to the usual days where the ones asked for cannot be', async () => {
    for (const query of ['?from=2026-02-30&to=tomorrow', `?from=${iso(TODAY)}&to=${iso(TODAY - 5)}`, `?from=${iso(TODAY - 9_000)}`, `?to=${iso(TODAY + 1)}`]) {
      const { movement } = await page(query);
      expect(movement?.from).toBe(query.includes('to=2026-05-27') ? iso(TODAY - 35) : iso(TODAY - 30));
    }
    await clearJobs(db);
  });

  it('is worked out anew after the next full scoring, and shows the older one meanwhile', async () => {
    await db.asOwner("update scoring_run set finished_at = now() + interval '1 second' where shop_id = $1", [shop.shopId]);
    const { movement } = await page();
    expect(movement?.state).toBe('asked');
    expect(movement?.counts).not.toBeNull();
    expect(await movementJobs()).toHaveLength(1);
    await db.asOwner("update scoring_run set finished_at = now() - interval '1 second' where shop_id = $1", [shop.shopId]);
    await work();
    expect((await page()).movement?.state).toBe('ready');
  });

  it('can be asked for again after a failure', async () => {
    await db.asOwner("update segment_movement set computed_at = null, matrices = null, error = 'out of luck' where shop_id = $1", [shop.shopId]);
    expect((await page()).movement?.state).toBe('failed');
    expect(await act(action, shop.domain, '/app/segments/movement', {})).toEqual({ outcome: 'asked' });
    await work();
    expect((await page()).movement?.state).toBe('ready');
  });

  it('shows nothing of another shop', async () => {
    const other = await db.newShop();
    await signIn(other.domain);
    expect((await load(loader, other.domain, '/app/segments/movement')).movement).toBeNull();
    const { rows } = await load(customers, other.domain, `/app/customers?moved=stage.none.first-time.${iso(TODAY - 30)}.${iso(TODAY)}`);
    expect(rows).toEqual([]);
  });
});
