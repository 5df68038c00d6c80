import type { LapseCalibration } from './churn/calibration/lapse-calibration.ts';
import type { Day } from './glossary.ts';
import type { FamilyChoice } from './lifetime/choose-family.ts';
import type { ReturningForecast } from './lifetime/forecasts/returning-customers.ts';
import type { FittedPurchaseModel } from './lifetime/model.ts';
import type { MonetaryModel } from './lifetime/spend/fit-gamma-gamma.ts';
import type { SegmentModel } from './segments/segment-model.ts';

/** Raised when a stored model can no longer be read by the code; a run with an older one is fitted anew. */
export const SHOP_MODEL_VERSION = 4;

/**
 * All that a shop's whole history says about scoring one of its customers: plain numbers, strings and lists, so it goes
 * through JSON unchanged. Scoring with it again gives the same scores, whenever and wherever.
 */
export interface ShopModel extends SegmentModel {
  readonly version: number;
  /** The day up to which the history was known. */
  readonly today: Day;
  readonly counts: {
    readonly customers: number;
    /** Customers with an order that counts. */
    readonly buyers: number;
    /** Of those, who bought on more than one day. */
    readonly repeatBuyers: number;
    readonly orders: number;
    readonly purchaseDays: number;
  };
  /** Of the family chosen. */
  readonly lifetime: FittedPurchaseModel;
  /** How the family was chosen among the three. */
  readonly choice: FamilyChoice;
  /** How that family's chance of no purchase is corrected by the shop's own past, for the horizon of the settings. */
  readonly lapse: LapseCalibration;
  /** How many of the buyers will buy within the horizon of the settings. */
  readonly returning: ReturningForecast;
  /** Null for a shop without a buyer. */
  readonly monetary: MonetaryModel | null;
}
