// The pages of a shop in which seasonal weights hold, and whose definition has changed in every way there is.
import { beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../app/i18n/languages.ts';
import { inShop } from '../../app/records/db.ts';
import { askForPreview, getPreview } from '../../app/records/segments/definition-previews.ts';
import { getShopSettings } from '../../app/records/shop-settings.ts';
import * as customers from '../../app/routes/app.customers._index.tsx';
import * as segments from '../../app/routes/app.segments.tsx';
import * as settings from '../../app/routes/app.settings.tsx';
import { previewAt } from '../../app/scoring/preview/preview-definition.ts';
import { scoreWholeShop } from '../../app/scoring/score-shop.ts';
import { PreviewResult } from '../../app/ui/settings/preview/preview-result.tsx';
import { previewTags } from '../../app/write-back/customer-tags/preview-tags.ts';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { load } from './support/call.ts';
import { renderPage } from './support/render-page.tsx';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';
import { merchantRequest } from './support/signed-in.ts';

const db = useDatabase();
let shop: SeededShop;

// The shop is scored for 1 June.
const summer = { kind: 'own' as const, name: 'Early summer', from: { month: 5, day: 20 }, to: { month: 6, day: 5 } };
const fixed = { method: 'fixed' as const, recencyDays: [30, 60, 120, 240], orders: [1, 2, 4, 8], valueMinor: [2_000, 5_000, 10_000, 20_000] };

beforeAll(async () => {
  shop = await seededShop(db);
  await saveSettings(shop.shopId, { unpaidAfterDays: 9, cutPoints: fixed, seasons: { frequencyWeight: 2, windows: [{ kind: 'double-11', daysBefore: 3, daysAfter: 0 }, { ...summer, to: { month: 6, day: 1 } }] } });
  await saveSettings(shop.shopId, { cutPoints: { ...fixed, orders: [1, 2, 3, 4], valueMinor: [1_000, 5_000, 10_000, 20_000], recencyDays: [20, 60, 120, 240] }, seasons: { frequencyWeight: 3, windows: [summer, { kind: 'black-friday', daysBefore: 0, daysAfter: 7 }] } });
  await saveSettings(shop.shopId, { seasons: { frequencyWeight: 3, windows: [summer, { kind: 'black-friday', daysBefore: 0, daysAfter: 7 }] } });
  await scoreWholeShop(shop.shopId, NOW_MS);
});

describe('the segments in a season', () => {
  it('say which weights hold, until when, by which version, and how many customers they move', async () => {
    const { definitions, movedBySeason, grid } = await load(segments.loader, shop.domain, '/app/segments');
    expect(definitions).toMatchObject({ season: { window: summer, frequencyWeight: 3, from: '2026-05-20', until: '2026-06-05' }, version: { number: 4 }, waitingVersion: null, unpaidAfterDays: 30 });
    const byWeight = await db.asOwner<{ id: string; group: string }>('select customer_id::text as id, rfm_group as "group" from customer_score where shop_id = $1 order by 1', [shop.shopId]);
    await saveSettings(shop.shopId, {});
    expect((await load(segments.loader, shop.domain, '/app/segments')).definitions).toMatchObject({ version: { number: 4 }, waitingVersion: 5 });
    await scoreWholeShop(shop.shopId, NOW_MS);
    const equally = await db.asOwner<{ id: string; group: string }>('select customer_id::text as id, rfm_group as "group" from customer_score where shop_id = $1 order by 1', [shop.shopId]);
    expect(movedBySeason).toBe(byWeight.filter(({ group }, i) => group !== equally[i]?.group).length);
    expect(movedBySeason).toBeGreaterThan(0);
    expect((await load(segments.loader, shop.domain, '/app/segments'))).toMatchObject({ movedBySeason: 0, definitions: { season: null, version: { number: 5 } } });
    await saveSettings(shop.shopId, { seasons: { frequencyWeight: 3, windows: [summer] } });
    await scoreWholeShop(shop.shopId, NOW_MS);
    expect((await load(segments.loader, shop.domain, '/app/segments')).grid).toEqual(grid);
  });

  it('lead from each cell of the grid to as many customers as it says, all of the group it names', async () => {
    const { grid } = await load(segments.loader, shop.domain, '/app/segments');
    for (const { cells } of grid) {
      for (const { recency, column, group, customers: shown } of cells) {
        const { matching } = await load(customers.loader, shop.domain, `/app/customers?recency=${recency}&fm=${column.from}-${column.to}&group=${group}`);
        expect({ recency, column, matching }).toEqual({ recency, column, matching: shown });
      }
    }
  });
});

// What the merchant opens and closes is not on the page as the server sends it.
describe.each(LANGUAGES)('in %s', (language) => {
  const untranslated = /\b(segments|settings|customers):[\w.]+|\{\{|undefined|NaN|\[object/;

  it('the pages have every text there is', async () => {
    const onSegments = await renderPage(segments, '/app/segments', await merchantRequest(shop.domain, '/app/segments'), language);
    expect(onSegments.text).toContain('Early summer');
    expect(onSegments.text).not.toMatch(untranslated);
    const onSettings = await renderPage(settings, '/app/settings', await merchantRequest(shop.domain, '/app/settings'), language);
    expect(onSettings.text).not.toMatch(untranslated);
    expect(onSettings.html.match(/<li/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it('so has the preview', async () => {
    const standing = await getShopSettings(shop.shopId);
    const previewId = await inShop(shop.shopId, (tx) => askForPreview(tx, shop.shopId, { ...standing, cutPoints: fixed }));
    await previewAt(shop.shopId, previewId, NOW_MS);
    await previewTags({ shopId: String(shop.shopId), previewId: String(previewId) });
    const preview = await inShop(shop.shopId, (tx) => getPreview(tx, shop.shopId, previewId));
    if (!preview?.movement) throw new Error('no preview');
    const { movement, tags } = preview;
    const page = () => (
      <>
        <PreviewResult movement={movement} tags={tags} names={Promise.resolve({})} />
        <PreviewResult movement={{ ...movement, examples: [] }} tags={null} names={Promise.resolve({})} />
      </>
    );
    const { html, text } = await renderPage({ default: page, loader: async () => null }, '/app/settings', await merchantRequest(shop.domain, '/app/settings'), language);
    expect(text).not.toMatch(untranslated);
    for (const { customerId } of movement.examples) expect(html).toContain(`/app/customers/${customerId}`);
  });
});
