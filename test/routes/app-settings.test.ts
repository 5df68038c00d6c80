import { beforeAll, describe, expect, it } from 'vitest';
import { getShopSettings } from '../../app/records/shop-settings.ts';
import { action, loader } from '../../app/routes/app.settings.tsx';
import { useDatabase } from '../support/database.ts';
import { act, load } from './support/call.ts';
import { type SeededShop, seededShop } from './support/seeded-shop.ts';
import './support/shopify-stub.ts';
import { signIn } from './support/signed-in.ts';

const db = useDatabase();
let shop: SeededShop;

beforeAll(async () => {
  shop = await seededShop(db, { shoppers: 60 });
});

const saved = async (domain = shop.domain) => (await load(loader, domain, '/app/settings')).saved;
const save = async (changes: Record<string, string>, domain = shop.domain) => act(action, domain, '/app/settings', { ...(await saved(domain)), ...changes });
const scorings = () => db.asOwner("select data->>'because' as because from pgboss.job where name = 'score-shop' and data->>'shopId' = $1", [String(shop.shopId)]);

describe('the settings', () => {
  it('come with their defaults and the cut points of the last run as a suggestion', async () => {
    const form = await saved();
    expect(form).toMatchObject({ unpaidAfterDays: '30', cutPoints: 'quintiles', threshold: '80', horizonDays: '90', 'weight.rhythm': '40', 'tag.group': 'on', percentage: '15', validDays: '14' });
    expect(Number(form['recencyDays.3'])).toBeGreaterThan(Number(form['recencyDays.0']));
  });

  it('are saved as typed, and the shop is scored anew, once for two presses', async () => {
    const changes = { unpaidAfterDays: '7', threshold: '72.5', 'weight.visits': '0', 'tag.stage': '', percentage: '12.5', validDays: '21' };
    expect(await Promise.all([save(changes), save(changes)])).toEqual([{ outcome: 'saved' }, { outcome: 'saved' }]);
    expect(await getShopSettings(shop.shopId)).toMatchObject({
      unpaidAfterDays: 7,
      churn: { threshold: 72.5, weights: { rhythm: 40, visits: 0, engagement: 20, service: 20 } },
      tags: { group: true, stage: false, alert: true },
      offer: { percentage: 0.125, validDays: 21 },
    });
    expect(await scorings()).toEqual([{ because: 'settings' }]);
    expect(await saved()).toMatchObject(changes);
  });

  it('take thresholds in whole units of the currency and keep them in minor ones', async () => {
    const yen = await db.newShop({ currencyCode: 'JPY' });
    await signIn(yen.domain);
    const four = { 'recencyDays.0': '30', 'recencyDays.1': '60', 'recencyDays.2': '120', 'recencyDays.3': '240', 'orders.0': '1', 'orders.1': '2', 'orders.2': '4', 'orders.3': '8' };
    const typed = { cutPoints: 'fixed', ...four, 'value.0': '1000', 'value.1': '2000', 'value.2': '4000', 'value.3': '8000' };
    expect(await save(typed, yen.domain)).toEqual({ outcome: 'saved' });
    expect((await getShopSettings(yen.shopId)).cutPoints).toMatchObject({ method: 'fixed', valueMinor: [1_000, 2_000, 4_000, 8_000] });
    expect(await save({ ...typed, 'value.0': '10.29' })).toEqual({ outcome: 'saved' });
    expect((await getShopSettings(shop.shopId)).cutPoints).toMatchObject({ recencyDays: [30, 60, 120, 240], valueMinor: [1_029, 200_000, 400_000, 800_000] });
    expect(await saved()).toMatchObject({ 'value.0': '10.29', 'value.1': '2000' });
    expect(await save({ cutPoints: 'quintiles' })).toEqual({ outcome: 'saved' });
  });

  it.each([
    [{ unpaidAfterDays: '366' }, ['unpaidAfterDays']],
    [{ unpaidAfterDays: '' }, ['unpaidAfterDays']],
    [{ unpaidAfterDays: '1.5' }, ['unpaidAfterDays']],
    [{ threshold: '100' }, ['threshold']],
    [{ threshold: 'eighty' }, ['threshold']],
    [{ horizonDays: '6' }, ['horizonDays']],
    [{ 'weight.rhythm': '-1' }, ['weight.rhythm']],
    [{ 'weight.rhythm': '0', 'weight.visits': '0', 'weight.engagement': '0', 'weight.service': '0' }, ['weights']],
    [{ percentage: '91', validDays: '0' }, ['percentage', 'validDays']],
    [{ cutPoints: 'sextiles' }, ['cutPoints']],
    [{ cutPoints: 'fixed', 'orders.0': '1', 'orders.1': '1', 'orders.2': '4', 'orders.3': '8' }, ['orders']],
    [{ cutPoints: 'fixed', 'recencyDays.2': '' }, ['recencyDays']],
    [{ cutPoints: 'fixed', 'value.0': '50', 'value.1': '40' }, ['value']],
  ])('that are wrong are named and nothing is saved: %o', async (changes, fields) => {
    const four = { 'recencyDays.0': '30', 'recencyDays.1': '60', 'recencyDays.2': '120', 'recencyDays.3': '240', 'orders.0': '1', 'orders.1': '2', 'orders.2': '4', 'orders.3': '8', 'value.0': '10', 'value.1': '20', 'value.2': '40', 'value.3': '80' };
    const before = await getShopSettings(shop.shopId);
    const jobs = (await scorings()).length;
    expect(await save({ ...four, ...changes })).toEqual({ outcome: 'invalid', fields });
    expect(await getShopSettings(shop.shopId)).toEqual(before);
    expect((await scorings()).length).toBe(jobs);
  });
});
