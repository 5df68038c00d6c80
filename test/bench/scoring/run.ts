// npm run -s bench -- scoring [--size CUSTOMERS]
import type { Goal } from '../measure/alternate.ts';
import { historyOfStore } from './history-of-store.ts';
import { benchLifetime } from './lifetime/bench.ts';
import { benchRfm } from './rfm/bench.ts';
import { simulatedStore } from './simulated-store.ts';

const CUSTOMERS = 1_000_000;

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

export async function run({ size = CUSTOMERS }: { size?: number }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  say(`a store of ${size} customers …`);
  const store = simulatedStore(size);
  const history = historyOfStore(store);
  const lifetime = await benchLifetime(history, say);
  const rfm = await benchRfm(store, history, say);
  return { customers: size, orders: store.customer.length, lifetime: lifetime.figures, rfm: rfm.figures, goals: [...lifetime.goals, ...rfm.goals] };
}
