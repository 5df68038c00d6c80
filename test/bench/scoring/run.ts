// npm run -s bench -- scoring [--size CUSTOMERS]
import { buildPurchaseHistory } from '../../../app/domain/purchase-history.ts';
import type { Goal } from '../measure/alternate.ts';
import { customerIdsOf, ordersOf } from './history-of-store.ts';
import { benchLifetime } from './lifetime/bench.ts';
import { benchRfm } from './rfm/bench.ts';
import { benchRoad } from './road.ts';
import { simulatedStore, TODAY } from './simulated-store.ts';
import { benchStored } from './stored/bench.ts';

const CUSTOMERS = 1_000_000;

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

export async function run({ size = CUSTOMERS }: { size?: number }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  say(`a store of ${size} customers …`);
  const store = simulatedStore(size);
  const customerIds = customerIdsOf(store);
  const orders = ordersOf(store);
  const history = buildPurchaseHistory({ customerIds, orders, unpaidAfterDays: 30, today: TODAY });
  const lifetime = await benchLifetime(history, say);
  const rfm = await benchRfm(store, history, say);
  const road = await benchRoad(customerIds, orders, history, say);
  const stored = await benchStored(store, history, say);
  return { customers: size, orders: store.customer.length, lifetime: lifetime.figures, rfm: rfm.figures, road, storedScoredStored: stored.figures, goals: [...lifetime.goals, ...rfm.goals, ...stored.goals] };
}
