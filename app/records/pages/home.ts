import { inShop, type ShopId } from '../db.ts';
import { type AlertRow, readTopAlerts } from './alerts.ts';
import { type Definitions, readDefinitions } from './definitions.ts';
import { type Figures, readFigures } from './figures.ts';
import { type Freshness, readFreshness } from './freshness.ts';
import { type ImportProgress, readImportProgress } from './import-progress.ts';

const ALERTS_SHOWN = 5;

export interface Home {
  readonly progress: ImportProgress;
  readonly freshness: Freshness;
  /** Null until the shop has been scored for the first time. */
  readonly figures: Figures | null;
  readonly alerts: readonly AlertRow[];
  readonly definitions: Definitions | null;
}

/** All of Home as of one moment. */
export async function readHome(shopId: ShopId): Promise<Home> {
  return inShop(shopId, async (tx) => {
    const progress = await readImportProgress(tx);
    const freshness = await readFreshness(tx);
    const scored = freshness.fullCount !== null;
    return {
      progress,
      freshness,
      figures: scored ? await readFigures(tx) : null,
      alerts: scored ? await readTopAlerts(tx, ALERTS_SHOWN) : [],
      definitions: scored ? await readDefinitions(tx) : null,
    };
  });
}
