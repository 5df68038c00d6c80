// The road of a whole scoring inside this process, without a peer: orders → history → models → scores.
import type { PurchaseHistory } from '../../../app/domain/glossary.ts';
import { fitShop } from '../../../app/domain/fit-shop.ts';
import type { OrderColumns } from '../../../app/domain/order-columns.ts';
import { buildPurchaseHistory } from '../../../app/domain/purchase-history.ts';
import { scoreHistory } from '../../../app/scoring/score-history.ts';
import { SETTINGS } from '../../domain/support/orders.ts';
import { alternate, timed } from '../measure/alternate.ts';
import { TODAY } from './simulated-store.ts';

export async function benchRoad(customerIds: BigInt64Array, orders: OrderColumns, history: PurchaseHistory, say: (text: string) => void): Promise<object> {
  say('orders → history → models → scores …');
  const model = fitShop(history, SETTINGS);
  const steps: Record<string, () => string> = {
    history: () => String(buildPurchaseHistory({ customerIds, orders, unpaidAfterDays: SETTINGS.unpaidAfterDays, today: TODAY }).counted.netMinor),
    models: () => String(fitShop(history, SETTINGS).lifetime.logLikelihood),
    scores: () => {
      let atRisk = 0;
      for (const { riskScore } of scoreHistory(history, model, SETTINGS)) if ((riskScore ?? 0) >= SETTINGS.churn.threshold) atRisk += 1;
      return String(atRisk);
    },
  };
  const figures: Record<string, unknown> = {};
  for (const [name, step] of Object.entries(steps)) Object.assign(figures, await alternate([{ name, run: () => timed(step) }]));
  return figures;
}
