import type { PurchaseHistory, ScoringSettings } from './glossary.ts';
import { chooseFamily } from './lifetime/choose-family.ts';
import { forecastReturning } from './lifetime/forecasts/returning-customers.ts';
import { fitPurchaseModel } from './lifetime/model.ts';
import { fitGammaGamma } from './lifetime/spend/fit-gamma-gamma.ts';
import { purchasePatterns } from './lifetime/purchase-patterns.ts';
import { spendPatterns } from './lifetime/spend/spend-patterns.ts';
import { cutPointsOf, type RfmMeasures } from './segments/cut-points.ts';
import { returnRhythm } from './segments/return-rhythm.ts';
import { SHOP_MODEL_VERSION, type ShopModel } from './shop-model.ts';

/** Everything that is learned from the shop as a whole. Defined for every history, also an empty one. */
export function fitShop(history: PurchaseHistory, settings: ScoringSettings): ShopModel {
  const patterns = purchasePatterns(history);
  const spend = spendPatterns(history);
  const choice = chooseFamily(history);
  const lifetime = fitPurchaseModel(choice.family, patterns);
  return {
    version: SHOP_MODEL_VERSION,
    today: history.today,
    counts: {
      customers: history.customerIds.length,
      buyers: lifetime.buyers,
      repeatBuyers: lifetime.repeatBuyers,
      orders: history.orderDay.length,
      purchaseDays: spend.purchases.reduce((sum, days, i) => sum + days * spend.customers[i]!, 0),
    },
    cutPoints: cutPointsOf(rfmMeasures(history), settings.cutPoints),
    lifetime,
    choice,
    returning: forecastReturning(lifetime, patterns, settings.churn.horizonDays),
    monetary: fitGammaGamma(spend),
    rhythm: returnRhythm(history),
  };
}

function rfmMeasures({ orderStart, orderDay, orderValueMinor, today }: PurchaseHistory): RfmMeasures {
  const recencyDays = new Float64Array(orderStart.length);
  const orders = new Float64Array(orderStart.length);
  const valueMinor = new Float64Array(orderStart.length);
  let buyers = 0;
  for (let i = 0; i + 1 < orderStart.length; i += 1) {
    const from = orderStart[i]!;
    const to = orderStart[i + 1]!;
    if (from === to) continue;
    recencyDays[buyers] = Math.max(0, today - orderDay[to - 1]!);
    orders[buyers] = to - from;
    let value = 0;
    for (let k = from; k < to; k += 1) value += orderValueMinor[k]!;
    valueMinor[buyers] = value;
    buyers += 1;
  }
  return { recencyDays: recencyDays.slice(0, buyers), orders: orders.slice(0, buyers), valueMinor: valueMinor.slice(0, buyers) };
}
