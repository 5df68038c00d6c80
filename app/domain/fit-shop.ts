import { learnLapseCalibration } from './churn/calibration/lapse-calibration.ts';
import type { PurchaseHistory, ScoringSettings } from './glossary.ts';
import { chooseFamily } from './lifetime/choose-family.ts';
import { missShare } from './lifetime/forecasts/miss-share.ts';
import { forecastReturning } from './lifetime/forecasts/returning-customers.ts';
import { fitGammaGamma } from './lifetime/spend/fit-gamma-gamma.ts';
import { purchasePatterns } from './lifetime/purchase-patterns.ts';
import { spendPatterns } from './lifetime/spend/spend-patterns.ts';
import { candidateModels } from './lifetime/weigh-families.ts';
import { fitSegments } from './segments/segment-model.ts';
import { SHOP_MODEL_VERSION, type ShopModel } from './shop-model.ts';

/**
 * Everything that is learned from the shop as a whole. Defined for every history, also an empty one.
 *
 * @param knownOfToday the share of the history's last day that is over, 0 to 1
 */
export function fitShop(history: PurchaseHistory, settings: ScoringSettings, knownOfToday = 1): ShopModel {
  const { horizonDays } = settings.churn;
  const patterns = purchasePatterns(history);
  const spend = spendPatterns(history);
  const choice = chooseFamily(history);
  const candidates = candidateModels(choice, patterns);
  const lifetime = candidates[0].model;
  const missed = missShare(history, choice.family, horizonDays, knownOfToday < 1 ? history.today - 1 : history.today);
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
    ...fitSegments(history, settings),
    lifetime,
    choice,
    lapse: learnLapseCalibration(history, choice.family, horizonDays),
    returning: forecastReturning(candidates, patterns, horizonDays, { knownOfToday, missShare: missed }),
    monetary: fitGammaGamma(spend),
  };
}
