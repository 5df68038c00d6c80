// Every model fitted to the whole of each public data set: what the published priors stand on.
import type { OrderFacts } from '../../app/domain/glossary.ts';
import { priorOf } from '../../app/domain/lifetime/fit-family.ts';
import type { LogNormalPrior } from '../../app/domain/lifetime/fit-log-parameters.ts';
import { FAMILIES, fitPurchaseModel, type Family } from '../../app/domain/lifetime/model.ts';
import { GAMMA_GAMMA_PRIOR } from '../../app/domain/lifetime/published-priors.ts';
import { fitGammaGamma } from '../../app/domain/lifetime/spend/fit-gamma-gamma.ts';
import { spendPatterns } from '../../app/domain/lifetime/spend/spend-patterns.ts';
import { weightedMedian } from '../../app/domain/numerics/counting/weighted-median.ts';
import { readCdnowOrders } from '../domain/support/real-orders.ts';
import { historyOf } from '../domain/support/orders.ts';
import { CDNOW, ONLINE_RETAIL, cdnowOrders, onlineRetailOrders, patternsOf } from './real-shops.ts';

export interface PublicFit {
  readonly shop: 'CDNOW' | 'Online Retail';
  readonly model: Family | 'gamma-gamma';
  readonly buyers: number;
  readonly logs: readonly number[];
  readonly logErrors: readonly number[];
  readonly dropOutIdentified: boolean;
  readonly prior: LogNormalPrior;
}

interface PublicShop {
  readonly shop: PublicFit['shop'];
  readonly data: string | null;
  readonly until: string;
  /** As the literature counts purchases. */
  readonly purchases: () => OrderFacts[];
  /** Those worth something. */
  readonly spends: () => OrderFacts[];
}

const SHOPS: readonly PublicShop[] = [
  { shop: 'CDNOW', data: CDNOW, until: '1998-06-30', purchases: cdnowOrders, spends: () => readCdnowOrders(CDNOW ?? '').filter(({ netMinor }) => netMinor > 0) },
  { shop: 'Online Retail', data: ONLINE_RETAIL, until: '2011-12-09', purchases: onlineRetailOrders, spends: onlineRetailOrders },
];

export function publicFits(): PublicFit[] {
  return SHOPS.filter(({ data }) => data !== null).flatMap(({ shop, until, purchases, spends }) => {
    const orders = purchases();
    const ofPurchases = FAMILIES.map((family): PublicFit => {
      const { params, standardErrors, buyers, dropOutIdentified } = fitPurchaseModel(family, patternsOf(orders, until), { prior: 'never' });
      const values = Object.values(params) as number[];
      const errors = standardErrors === null ? values.map(() => Infinity) : (Object.values(standardErrors) as number[]);
      return { shop, model: family, buyers, logs: values.map(Math.log), logErrors: errors.map((error, i) => error / values[i]!), dropOutIdentified, prior: priorOf(family) };
    });
    return [...ofPurchases, ofSpend(shop, spends())];
  });
}

/** In the units of the prior: p, q − 1, and γ over the shop's median spend. */
function ofSpend(shop: PublicFit['shop'], orders: OrderFacts[]): PublicFit {
  const today = orders.reduce((last, { day }) => Math.max(last, day), 0);
  const patterns = spendPatterns(historyOf(orders, today));
  const model = fitGammaGamma(patterns);
  const errors = model?.standardErrors;
  if (!model || !errors) throw new Error(`no spend in ${shop}`);
  const { p, q, gamma } = model.parameters;
  return {
    shop,
    model: 'gamma-gamma',
    buyers: model.buyers,
    logs: [Math.log(p), Math.log(q - 1), Math.log(gamma / weightedMedian(patterns.meanSpend, patterns.customers))],
    logErrors: [errors.p / p, errors.q / (q - 1), errors.gamma / gamma],
    dropOutIdentified: false,
    prior: GAMMA_GAMMA_PRIOR,
  };
}
