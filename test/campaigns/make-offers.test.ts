import { expect, it } from 'vitest';
import { reviewAlertsAt } from '../../app/campaigns/alerts/review-alerts.ts';
import { makeOffer } from '../../app/campaigns/offers/make-offer.ts';
import { makeOffers } from '../../app/campaigns/offers/make-offers.ts';
import { useDatabase } from '../support/database.ts';
import { alertsOf, clearJobs, jobsOf, NOW_MS, putScores } from './at-risk.ts';

const db = useDatabase();

async function alerted(count: number): Promise<bigint> {
  const { shopId } = await db.newShop();
  await putScores(shopId, Array.from({ length: count }, (_, each) => ({ customerId: 77 + each, riskScore: 90 })));
  await reviewAlertsAt(shopId, undefined, NOW_MS);
  await clearJobs(db);
  return shopId;
}

const intentsOf = (shopId: bigint) => db.asOwner<{ intent_key: string; batch_id: string | null }>('select intent_key, batch_id from code_intent where shop_id = $1', [shopId]);

it('makes an offer for each open alert that has none, once, however often it is pressed', async () => {
  const shopId = await alerted(4);
  const [first] = await alertsOf(db, shopId);
  await makeOffer(shopId, BigInt(first?.alert_id ?? 0));
  const made = await Promise.all([makeOffers(shopId), makeOffers(shopId)]);
  expect(made.map(({ offers }) => offers).sort()).toEqual([0, 3]);
  expect(await intentsOf(shopId)).toHaveLength(4);
  expect((await jobsOf(db, shopId)).filter(({ name }) => name === 'settle-code')).toHaveLength(4);
});

it('puts very many on the same terms into batches of at most 250', async () => {
  const shopId = await alerted(6);
  await makeOffers(shopId, 5);
  const intents = await intentsOf(shopId);
  expect(new Set(intents.map(({ batch_id }) => batch_id)).size).toBe(1);
  expect(intents.every(({ batch_id }) => batch_id !== null)).toBe(true);
  expect((await jobsOf(db, shopId)).map(({ name }) => name)).toEqual(['settle-code-batch']);
});
