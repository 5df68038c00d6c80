import { describe, expect, it } from 'vitest';
import { dismissAlert } from '../../app/campaigns/alerts/dismiss-alert.ts';
import { reviewAlertsAt } from '../../app/campaigns/alerts/review-alerts.ts';
import { makeOffer } from '../../app/campaigns/offers/make-offer.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { alertsOf, clearJobs, jobsOf, NOW_MS, putScores } from './at-risk.ts';

const db = useDatabase();

async function alerted(timeZone = 'UTC'): Promise<{ shopId: bigint; alertId: bigint }> {
  const { shopId } = await db.newShop({ timeZone });
  await putScores(shopId, [{ customerId: 77, riskScore: 90 }]);
  await reviewAlertsAt(shopId, undefined, NOW_MS);
  await clearJobs(db);
  return { shopId, alertId: BigInt((await alertsOf(db, shopId))[0]?.alert_id ?? 0) };
}

const intentsOf = (shopId: bigint) =>
  db.asOwner<{ intent_key: string; code: string; customer_id: string; alert_id: string; percentage: string; state: string; starts_at: Date; ends_at: Date }>('select * from code_intent where shop_id = $1', [shopId]);

describe('making an offer', () => {
  it('commits one intent, bound to the customer, and the job that settles it', async () => {
    const { shopId, alertId } = await alerted();
    const made = await makeOffer(shopId, alertId);
    const [intent, ...others] = await intentsOf(shopId);
    expect(others).toEqual([]);
    expect(made).toEqual({ outcome: 'planned', intentKey: `alert:${alertId}`, code: intent?.code });
    expect(intent).toMatchObject({ customer_id: '77', alert_id: alertId.toString(), state: 'planned', percentage: '0.1500' });
    expect(intent?.code).toMatch(/^PRN-[0-9A-HJKMNP-TV-Z]{12,}$/);
    expect(await jobsOf(db, shopId)).toEqual([{ name: 'settle-code', data: { shopId: shopId.toString(), intentKey: `alert:${alertId}` } }]);
  });

  it('pressed twice, and from many tabs at once, is one intent', async () => {
    const { shopId, alertId } = await alerted();
    const made = await Promise.all(Array.from({ length: 8 }, () => makeOffer(shopId, alertId)));
    made.push(await makeOffer(shopId, alertId));
    expect(made.filter(({ outcome }) => outcome === 'planned')).toHaveLength(1);
    expect(made.filter(({ outcome }) => outcome === 'already')).toHaveLength(8);
    expect(new Set(made.map((one) => ('code' in one ? one.code : null))).size).toBe(1);
    expect(await intentsOf(shopId)).toHaveLength(1);
    expect(await jobsOf(db, shopId)).toHaveLength(1);
  });

  it('keeps the terms of the first press, whatever the merchant sets afterwards', async () => {
    const { shopId, alertId } = await alerted();
    await makeOffer(shopId, alertId);
    const before = await intentsOf(shopId);
    await saveSettings(shopId, { offer: { percentage: 0.3, validDays: 3 } });
    await makeOffer(shopId, alertId);
    expect(await intentsOf(shopId)).toEqual(before);
  });

  it("ends with a day of the shop, not of the server", async () => {
    const { shopId, alertId } = await alerted('America/St_Johns');
    await saveSettings(shopId, { offer: { percentage: 0.2, validDays: 10 } });
    const pressed = Date.now();
    await makeOffer(shopId, alertId);
    const [intent] = await intentsOf(shopId);
    const inShop = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/St_Johns', timeStyle: 'medium' }).format(intent?.ends_at);
    expect(inShop).toBe('23:59:59');
    const days = ((intent?.ends_at.getTime() ?? 0) - pressed) / 86_400_000;
    expect(days).toBeGreaterThan(9.9);
    expect(days).toBeLessThan(11.1);
    expect(intent?.percentage).toBe('0.2000');
  });

  it('is refused for an alert that is dismissed, unknown, or of another shop', async () => {
    const { shopId, alertId } = await alerted();
    const { shopId: otherShop } = await alerted();
    expect(await makeOffer(otherShop, alertId)).toEqual({ outcome: 'no-alert' });
    expect(await makeOffer(shopId, 999_999n)).toEqual({ outcome: 'no-alert' });
    await dismissAlert(shopId, alertId);
    expect(await makeOffer(shopId, alertId)).toEqual({ outcome: 'no-alert' });
    expect(await intentsOf(shopId)).toEqual([]);
    expect(await intentsOf(otherShop)).toEqual([]);
  });

  it('asks for the same code again after Shopify refused it', async () => {
    const { shopId, alertId } = await alerted();
    const first = await makeOffer(shopId, alertId);
    await db.asOwner("update code_intent set state = 'failed', error = 'refused' where shop_id = $1", [shopId]);
    await clearJobs(db);
    expect(await makeOffer(shopId, alertId)).toEqual({ ...first, outcome: 'already' });
    expect(await intentsOf(shopId)).toMatchObject([{ state: 'planned' }]);
    expect(await jobsOf(db, shopId)).toHaveLength(1);
  });
});
