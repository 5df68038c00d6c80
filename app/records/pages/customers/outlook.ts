// What the shop's models say of one customer beyond their scores, and what those models stand on.
import type { LapseCalibration } from '../../../domain/churn/calibration/lapse-calibration.ts';
import { customerOutlook, INTERVAL_SHARE, WITHIN_DAYS, YEARLY_DISCOUNT } from '../../../domain/lifetime/forecasts/outlook.ts';
import type { Family } from '../../../domain/lifetime/model.ts';
import { SHOP_MODEL_VERSION, type ShopModel } from '../../../domain/shop-model.ts';
import type { ShopTx } from '../../db.ts';
import { dayOfText, dayText } from '../../shop/shop-calendar.ts';

export interface CustomerOutlook {
  /** The family of models that foretells the shop, and how it was chosen. */
  readonly family: Family;
  readonly chosenBy: ShopModel['choice']['by'];
  readonly dropOutIdentified: boolean;
  /** How the chance of no purchase was corrected, and on which days of the past; null days where there was too little past. */
  readonly lapse: { readonly outcome: LapseCalibration['outcome']; readonly horizonDays: number; readonly periods: number; readonly fromDay: string | null; readonly untilDay: string | null };
  readonly nextPurchase: { readonly day: string; readonly earliestDay: string; readonly latestDay: string; readonly withinDays: number; readonly share: number };
  readonly residualValueMinor: number;
  /** 0.1: what comes a year from now counts a tenth less. */
  readonly yearlyDiscount: number;
  readonly aliveChance: number | null;
}

interface ScoreRow {
  readonly purchaseDays: number;
  readonly valueMinor: number;
  readonly firstOrderOn: string | null;
  readonly lastOrderOn: string | null;
}

/** Null for a customer without an order that counts, and where no model of the present version is stored yet. */
export async function readOutlook(tx: ShopTx, { purchaseDays, valueMinor, firstOrderOn, lastOrderOn }: ScoreRow, today: number): Promise<CustomerOutlook | null> {
  const firstOrderDay = firstOrderOn === null ? null : dayOfText(firstOrderOn);
  const lastOrderDay = lastOrderOn === null ? null : dayOfText(lastOrderOn);
  if (firstOrderDay === null || lastOrderDay === null) return null;
  const run = await tx.scoringRun.findFirst({ where: { finishedAt: { not: null }, error: null }, orderBy: { runId: 'desc' }, select: { model: true } });
  const model = run?.model as unknown as ShopModel | undefined;
  if (model?.version !== SHOP_MODEL_VERSION) return null;
  const { nextPurchase, residualValueMinor, aliveChance } = customerOutlook(model, { purchaseDays, valueMinor, firstOrderDay, lastOrderDay }, Math.max(today, model.today));
  const { outcome, horizonDays, periods } = model.lapse;
  return {
    family: model.lifetime.family,
    chosenBy: model.choice.by,
    dropOutIdentified: model.lifetime.dropOutIdentified,
    lapse: {
      outcome,
      horizonDays,
      periods: periods.length,
      fromDay: periods.length === 0 ? null : dayText(Math.min(...periods.map(({ asOfDay }) => asOfDay))),
      untilDay: periods.length === 0 ? null : dayText(Math.max(...periods.map(({ untilDay }) => untilDay))),
    },
    nextPurchase: { day: dayText(nextPurchase.day), earliestDay: dayText(nextPurchase.earliestDay), latestDay: dayText(nextPurchase.latestDay), withinDays: WITHIN_DAYS, share: INTERVAL_SHARE },
    residualValueMinor,
    yearlyDiscount: YEARLY_DISCOUNT,
    aliveChance,
  };
}
