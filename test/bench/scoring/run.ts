// npm run -s bench -- scoring [--size CUSTOMERS] [--only lifetime|rfm|road|stored]
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

interface Part {
  readonly figures: object;
  readonly goals: readonly Goal[];
}

/** @param only one part, by its name; left out: all of them */
export async function run({ size = CUSTOMERS, only }: { size?: number; only?: string }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  say(`a store of ${size} customers …`);
  const store = simulatedStore(size);
  const customerIds = customerIdsOf(store);
  const orders = ordersOf(store);
  const history = buildPurchaseHistory({ customerIds, orders, unpaidAfterDays: 30, today: TODAY });
  const parts: Record<string, () => Promise<Part>> = {
    lifetime: () => benchLifetime(history, say),
    rfm: () => benchRfm(store, history, say),
    road: async () => ({ figures: await benchRoad(customerIds, orders, history, say), goals: [] }),
    stored: () => benchStored(store, history, say),
  };
  if (only !== undefined && !(only in parts)) throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}.`);
  const figures: Record<string, object> = {};
  const goals: Goal[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (only !== undefined && name !== only) continue;
    const found = await part();
    figures[name] = found.figures;
    goals.push(...found.goals);
  }
  return { customers: size, orders: store.customer.length, ...figures, goals };
}
