// What goes on meanwhile: shoppers buy and give back, rewards are issued, everything is imported and scored again, and tags and
// metafields follow. Webhooks come from the store; the rest is asked for as the web process asks, in transactions of the app's.
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '../../../app/queue/boss.ts';
import { enqueue } from '../../../app/queue/enqueue.ts';
import { planCodeIntent } from '../../../app/records/code-intents.ts';
import { inShop, openDatabase, type ShopId } from '../../../app/records/db.ts';
import { refundOrder } from '../../store/commerce/change-order.ts';
import { updateCustomer } from '../../store/commerce/customers.ts';
import { placeOrder } from '../../store/commerce/place-order.ts';
import type { RunningStore } from '../../store/server.ts';

const DAY_MS = 86_400_000;
const BEAT_MS = 100;
/** Beats between two of a kind. */
const EVERY = { order: 2, refund: 13, customer: 11, reward: 5, score: 150, import: 200 };

export interface Asked {
  orders: number;
  rewards: number;
  imports: number;
  scorings: number;
  /** Requests that came to nothing because the database was away. */
  refused: number;
}

export class Load {
  readonly asked: Asked = { orders: 0, rewards: 0, imports: 0, scorings: 0, refused: 0 };
  private readonly running: Promise<void>[] = [];
  private over = false;
  private readonly store: RunningStore;
  private readonly shopId: ShopId;
  private readonly random: () => number;

  /** @param random from a seed. */
  constructor(store: RunningStore, shopId: ShopId, random: () => number) {
    this.store = store;
    this.shopId = shopId;
    this.random = random;
  }

  /** @param appUrl connection string of the app's role. */
  async begin(appUrl: string): Promise<void> {
    openDatabase(appUrl, { max: 4 });
    await openQueue(appUrl, false);
    this.running.push(this.go());
  }

  /** @returns once what was asked last has been answered. */
  async end(): Promise<Asked> {
    this.over = true;
    await Promise.all(this.running);
    return this.asked;
  }

  private pick<T>(of: ReadonlyMap<number, T>): T {
    const all = [...of.values()];
    const one = all[Math.floor(this.random() * all.length)];
    if (one === undefined) throw new Error('There is nobody to choose from.');
    return one;
  }

  private async go(): Promise<void> {
    for (let beat = 1; !this.over; beat += 1) {
      const due = (kind: keyof typeof EVERY) => beat % EVERY[kind] === 0;
      const { store, state } = this.store;
      if (due('order')) {
        placeOrder(store, state, { customerId: this.pick(state.customers).id, lines: [{ variantId: this.pick(state.variants).id, quantity: 1 + Math.floor(this.random() * 3) }] });
        this.asked.orders += 1;
      }
      if (due('refund')) refundOrder(store, state, { orderId: this.pick(state.orders).id });
      if (due('customer')) updateCustomer(store, state, this.pick(state.customers).id, { note: `beat ${beat}` });
      if (due('reward')) this.ask('rewards', () => this.reward(`storm:${beat}`, this.pick(state.customers).id));
      const shopId = this.shopId.toString();
      if (due('score')) this.ask('scorings', async () => void (await enqueue(undefined, 'score-shop', { shopId, because: 'storm' })));
      if (due('import')) this.ask('imports', async () => void (await enqueue(undefined, 'import-shop', { shopId })));
      await sleep(BEAT_MS);
    }
  }

  private async reward(intentKey: string, customerId: number): Promise<void> {
    await inShop(this.shopId, async (tx) => {
      await planCodeIntent(tx, { shopId: this.shopId, intentKey, customerId: BigInt(customerId), alertId: null, percentage: 0.1, startsAt: new Date(), endsAt: new Date(Date.now() + 14 * DAY_MS) });
      await enqueue(tx, 'settle-code', { shopId: this.shopId.toString(), intentKey });
    });
  }

  private ask(kind: 'rewards' | 'scorings' | 'imports', work: () => Promise<void>): void {
    this.running.push(
      work().then(
        () => void (this.asked[kind] += 1),
        () => void (this.asked.refused += 1),
      ),
    );
  }
}
