// The simulated store for tests of write-back, with shops that have the app installed and are known to it.
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import type { ShopId } from '../../app/records/db.ts';
import { sessionStorage } from '../../app/shopify/session-storage.ts';
import { issueStandingToken } from '../store/auth/tokens.ts';
import { installApp } from '../store/commerce/app-installation.ts';
import { addCustomer } from '../store/commerce/customers.ts';
import type { LedgerKind } from '../store/state/ledger.ts';
import type { ShopState } from '../store/model.ts';
import { type RunningStore, type StartOptions, startStore } from '../store/server.ts';
import type { TestDatabase } from '../support/database.ts';

export interface StoreShop {
  shopId: ShopId;
  domain: string;
  state: ShopState;
  /** Tags of a customer, as Shopify has them. */
  tagsOf(customerId: number): string[];
  /** How often each operation was answered since, by name. */
  ledger(kind: LedgerKind): number;
}

export interface TestStore {
  readonly running: RunningStore;
  newShop(): Promise<StoreShop>;
  /** A customer of both sides: of the store, and of our tables as after an import. */
  newCustomers(shop: StoreShop, count: number, tags?: string[]): Promise<number[]>;
}

export function useSimulatedStore(db: TestDatabase, options: StartOptions = {}): TestStore {
  const held = globalThis as { perennialConfig?: Config };
  let running: RunningStore;
  let before: Config;

  beforeAll(async () => {
    running = await startStore({ ...options, searchLagMs: 0 });
    before = config();
    held.perennialConfig = { ...before, simulatedStoreUrl: running.origin };
  });
  afterAll(async () => {
    held.perennialConfig = before;
    await running.close();
  });

  return {
    get running() {
      return running;
    },
    async newShop() {
      const { shopId, domain } = await db.newShop();
      const state = running.store.addShop({ domain });
      const installation = installApp(running.store, state);
      const accessToken = issueStandingToken(installation, installation.scopes);
      await sessionStorage.storeSession(new Session({ id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken, scope: installation.scopes.join(',') }));
      return { shopId, domain, state, tagsOf: (customerId) => state.customers.get(customerId)?.tags ?? [], ledger: (kind) => running.store.ledger.of(kind, domain).length };
    },
    async newCustomers({ shopId, state }, count, tags = []) {
      const ids = Array.from({ length: count }, () => addCustomer(running.store, state, { tags }).id);
      await db.asOwner('insert into customer (shop_id, customer_id, created_at, updated_at) select $1, id, now(), now() from unnest($2::bigint[]) as id', [shopId, ids]);
      return ids;
    },
  };
}

/** Scores as a scoring would have written them. */
export async function score(db: TestDatabase, shopId: ShopId, customerIds: readonly number[], rfmGroup: string, lifecycleStage = 'active'): Promise<void> {
  await db.asOwner(
    `insert into customer_score (shop_id, customer_id, run_id, computed_at, orders, purchase_days, value_minor, recency_score, frequency_score, monetary_score, rfm_group, value_tier, lifecycle_stage)
     select $1, id, 1, now(), 3, 3, 9000, 5, 5, 5, $3, 'high-value', $4 from unnest($2::bigint[]) as id
     on conflict (shop_id, customer_id) do update set rfm_group = excluded.rfm_group, lifecycle_stage = excluded.lifecycle_stage, computed_at = now()`,
    [shopId, customerIds, rfmGroup, lifecycleStage],
  );
}
