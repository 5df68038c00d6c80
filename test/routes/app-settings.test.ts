import { beforeAll, describe, expect, it } from 'vitest';
import { getShopSettings } from '../../app/records/shop-settings.ts';
import * as preview from '../../app/routes/app.settings_.preview.tsx';
import { action, loader } from '../../app/routes/app.settings.tsx';
import { previewAt, previewDefinition } from '../../app/scoring/preview/preview-definition.ts';
import { previewTags } from '../../app/write-back/customer-tags/preview-tags.ts';
import { useDatabase } from '../support/database.ts';
import { NOW_MS } from '../scoring/support/shoppers.ts';
import { act, load, statusOf } from './support/call.ts';
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
    expect(form).toMatchObject({ unpaidAfterDays: '30', cutPoints: 'quintiles', threshold: '80', horizonDays: '90', 'weight.rhythm': '40', 'tag.group': 'on', 'field.offerCode': 'on', percentage: '15', validDays: '14' });
    expect(Number(form['recencyDays.3'])).toBeGreaterThan(Number(form['recencyDays.0']));
  });

  it('are saved as typed, and the shop is scored anew, once for two presses', async () => {
    const changes = { unpaidAfterDays: '7', threshold: '72.5', 'weight.visits': '0', 'tag.stage': '', 'field.riskScore': '', percentage: '12.5', validDays: '21' };
    expect(await Promise.all([save(changes), save(changes)])).toMatchObject([{ outcome: 'saved' }, { outcome: 'saved' }]);
    expect(await getShopSettings(shop.shopId)).toMatchObject({
      unpaidAfterDays: 7,
      churn: { threshold: 72.5, weights: { rhythm: 40, visits: 0, engagement: 20, service: 20 } },
      tags: { group: true, stage: false, alert: true },
      fields: { stage: true, riskScore: false, offerCode: true },
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
    expect(await save(typed, yen.domain)).toMatchObject({ outcome: 'saved' });
    expect((await getShopSettings(yen.shopId)).cutPoints).toMatchObject({ method: 'fixed', valueMinor: [1_000, 2_000, 4_000, 8_000] });
    expect(await save({ ...typed, 'value.0': '10.29' })).toMatchObject({ outcome: 'saved' });
    expect((await getShopSettings(shop.shopId)).cutPoints).toMatchObject({ recencyDays: [30, 60, 120, 240], valueMinor: [1_029, 200_000, 400_000, 800_000] });
    expect(await saved()).toMatchObject({ 'value.0': '10.29', 'value.1': '2000' });
    expect(await save({ cutPoints: 'quintiles' })).toMatchObject({ outcome: 'saved' });
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
    [{ 'season.weight': '1.7' }, ['season.weight']],
    [{ 'season.weight': '6' }, ['season.weight']],
    [{ 'season.black-friday': 'on', 'season.black-friday.daysAfter': '31' }, ['season.black-friday.daysAfter']],
    [{ 'season.own.1': 'on', 'season.own.1.name': ' ' }, ['season.own.1.name']],
    [{ 'season.double-11': 'on', 'season.own.2': 'on', 'season.own.2.name': 'Spring', 'season.own.2.to.month': '4', 'season.own.2.to.day': '31' }, ['season.own.2.to.day']],
    [{ 'season.own.0': 'on', 'season.own.0.name': 'Spring', 'season.own.0.from.day': '' }, ['season.own.0.from.day']],
    [{ 'season.own.0': 'on', 'season.own.0.name': 'Spring', 'season.own.3': 'on', 'season.own.3.name': 'Spring' }, ['season']],
  ])('that are wrong are named and nothing is saved: %o', async (changes, fields) => {
    const four = { 'recencyDays.0': '30', 'recencyDays.1': '60', 'recencyDays.2': '120', 'recencyDays.3': '240', 'orders.0': '1', 'orders.1': '2', 'orders.2': '4', 'orders.3': '8', 'value.0': '10', 'value.1': '20', 'value.2': '40', 'value.3': '80' };
    const before = await getShopSettings(shop.shopId);
    const jobs = (await scorings()).length;
    expect(await save({ ...four, ...changes })).toEqual({ outcome: 'invalid', fields });
    expect(await getShopSettings(shop.shopId)).toEqual(before);
    expect((await scorings()).length).toBe(jobs);
  });
});

describe('the versions of the segment definition', () => {
  const versions = async (domain: string) => (await load(loader, domain, '/app/settings')).versions;
  const history = async (domain: string) => (await versions(domain)).map(({ version, restoredFrom, changes }) => ({ version, restoredFrom, changes: changes?.map(({ what }) => what) ?? null }));

  it('are written for what defines segments and for nothing else, and say what they changed', async () => {
    const own = await db.newShop({ timeZone: 'Asia/Shanghai' });
    await signIn(own.domain);
    expect(await versions(own.domain)).toEqual([]);
    expect(await save({ threshold: '70', percentage: '20', 'tag.group': '' }, own.domain)).toEqual({ outcome: 'saved', before: 1, after: 1 });
    expect(await save({ unpaidAfterDays: '9', 'season.double-11': 'on', 'season.double-11.daysBefore': '3' }, own.domain)).toEqual({ outcome: 'saved', before: 1, after: 2 });
    const carnival = { 'season.own.2': 'on', 'season.own.2.name': 'Carnival', 'season.own.2.from.month': '2', 'season.own.2.from.day': '10', 'season.own.2.to.month': '2', 'season.own.2.to.day': '29' };
    await save({ 'season.double-11': '', 'season.weight': '3.5', ...carnival }, own.domain);
    expect(await history(own.domain)).toEqual([
      { version: 3, restoredFrom: null, changes: ['frequency-weight', 'window-added', 'window-removed'] },
      { version: 2, restoredFrom: null, changes: ['unpaid-after', 'window-added'] },
      { version: 1, restoredFrom: null, changes: null },
    ]);
    expect((await getShopSettings(own.shopId)).seasons).toEqual({ frequencyWeight: 3.5, windows: [{ kind: 'own', name: 'Carnival', from: { month: 2, day: 10 }, to: { month: 2, day: 29 } }] });
    // The first free row is where it stands when it is read again.
    expect(await saved(own.domain)).toMatchObject({ 'season.own.0': 'on', 'season.own.0.name': 'Carnival', 'season.own.2': '', 'season.double-11': '' });
  });

  it('are brought back as new ones, with the scoring they ask for; other settings stay', async () => {
    const own = await db.newShop();
    await signIn(own.domain);
    await save({ unpaidAfterDays: '9' }, own.domain);
    await save({ unpaidAfterDays: '5', threshold: '66' }, own.domain);
    await db.asOwner('delete from pgboss.job');
    expect(await act(action, own.domain, '/app/settings', { intent: 'restore', version: '1' })).toEqual({ outcome: 'restored', before: 3, after: 4 });
    expect(await getShopSettings(own.shopId)).toMatchObject({ unpaidAfterDays: 30, churn: { threshold: 66 } });
    expect((await history(own.domain))[0]).toEqual({ version: 4, restoredFrom: 1, changes: ['unpaid-after'] });
    expect(await db.asOwner("select 1 from pgboss.job where name = 'score-shop' and data->>'shopId' = $1", [String(own.shopId)])).toHaveLength(1);
    for (const version of ['5', '0', '1.5', 'x', '99999999999']) expect(await statusOf(act(action, own.domain, '/app/settings', { intent: 'restore', version }))).toBe(404);
    expect(await history(own.domain)).toHaveLength(4);
  });

  it('and settings are saved with the scoring they ask for, or not at all', async () => {
    const own = await db.newShop();
    await signIn(own.domain);
    await db.asOwner("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no more jobs'; end $$");
    await db.asOwner("create trigger refuse before insert on pgboss.job_common for each row execute function refuse()");
    await expect(save({ unpaidAfterDays: '9' }, own.domain)).rejects.toThrow('no more jobs');
    await db.asOwner('drop trigger refuse on pgboss.job_common');
    expect((await getShopSettings(own.shopId)).unpaidAfterDays).toBe(30);
    expect(await versions(own.domain)).toEqual([]);
  });
});

describe('a preview', () => {
  it('is asked for, looked at while it is worked out, and seen by its own shop alone', async () => {
    const form = { ...(await saved()), unpaidAfterDays: '0' };
    expect(await act(preview.action, shop.domain, '/app/settings/preview', { ...form, horizonDays: '1' })).toEqual({ outcome: 'invalid', fields: ['horizonDays'] });
    const asked = await act(preview.action, shop.domain, '/app/settings/preview', form);
    if (asked.outcome !== 'asked') throw new Error('not asked');
    const look = (domain = shop.domain, id = asked.previewId) => load(preview.loader, domain, `/app/settings/preview?id=${id}`);
    expect(await look()).toMatchObject({ previewId: asked.previewId, state: 'waiting', movement: null, tags: null });
    expect(await db.asOwner("select data from pgboss.job where name = 'preview-definition'")).toEqual([{ data: { shopId: String(shop.shopId), previewId: asked.previewId } }]);
    await previewAt(shop.shopId, BigInt(asked.previewId), NOW_MS);
    expect(await look()).toMatchObject({ state: 'running', tags: null, movement: { vocabularies: { group: { names: expect.any(Array) as unknown } } } });
    await previewTags({ shopId: String(shop.shopId), previewId: asked.previewId });
    const done = await look();
    expect(done.state).toBe('done');
    expect(done.tags?.points).toBe(10 * done.tags!.added);

    const other = await db.newShop();
    await signIn(other.domain);
    const { previewId: _, ...theirs } = await look(other.domain);
    const { previewId: __, ...nobodys } = await look(other.domain, '999999');
    expect(theirs).toEqual(nobodys);
    expect(await statusOf(look(shop.domain, '-1'))).toBe(404);
    expect((await getShopSettings(shop.shopId)).unpaidAfterDays).not.toBe(0);
  });

  it('that cannot be worked out says so', async () => {
    const asked = await act(preview.action, shop.domain, '/app/settings/preview', await saved());
    if (asked.outcome !== 'asked') throw new Error('not asked');
    await db.asOwner("update shop set time_zone = 'Nowhere/Land' where shop_id = $1", [shop.shopId]);
    await expect(previewDefinition({ shopId: String(shop.shopId), previewId: asked.previewId })).rejects.toThrow('Nowhere/Land');
    await db.asOwner("update shop set time_zone = 'UTC' where shop_id = $1", [shop.shopId]);
    expect(await load(preview.loader, shop.domain, `/app/settings/preview?id=${asked.previewId}`)).toMatchObject({ state: 'failed' });
  });
});
