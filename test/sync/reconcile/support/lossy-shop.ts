// A shop of the simulated store whose webhooks get lost: each event is shaped and signed as Shopify does it, and then comes
// or does not, by a seed. Its clock is the story's own: what happens in it happened hours ago.
import type { ShopId } from '../../../../app/records/db.ts';
import { sessionStorage } from '../../../../app/shopify/session-storage.ts';
import { receiveWebhook } from '../../../../app/sync/webhooks/receive.ts';
import { Session } from '@shopify/shopify-api';
import { issueStandingToken } from '../../../store/auth/tokens.ts';
import { installApp } from '../../../store/commerce/app-installation.ts';
import { loadHistory } from '../../../store/commerce/load-history.ts';
import type { ShopState } from '../../../store/model.ts';
import type { RunningStore } from '../../../store/server.ts';
import { generateShoppers } from '../../../store/shoppers/generate.ts';
import type { StoreEvent } from '../../../store/store.ts';
import { readAppConfig } from '../../../store/webhooks/app-config.ts';
import { passesFilter, pickFields } from '../../../store/webhooks/shape-payload.ts';
import type { TestDatabase } from '../../../support/database.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { applyAll } from '../../support/inbox.ts';
import { signed } from '../../support/sign.ts';

const { subscriptions } = readAppConfig('shopify.app.toml');

export interface LossyShop {
  readonly shopId: ShopId;
  readonly domain: string;
  readonly state: ShopState;
  /** Sets the store's clock so long ago. */
  ago(ms: number): void;
  /** Brings the webhooks that came and applies them. @returns how many were lost. */
  deliver(): Promise<number>;
  /** As deliver, without applying them: they wait. */
  receive(): Promise<number>;
}

/** @param lost share of the webhooks of a topic that never come. */
export async function lossyShop(db: TestDatabase, running: RunningStore, lost: (topic: string) => number, options: { shoppers: number; seed: number }): Promise<LossyShop> {
  const { shopId, domain } = await db.newShop();
  const { store } = running;
  const state = store.addShop({ domain });
  loadHistory(state, generateShoppers(options));
  const installation = installApp(store, state);
  const scope = installation.scopes.join(',');
  await sessionStorage.storeSession(new Session({ id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: issueStandingToken(installation, installation.scopes), scope }));
  const chance = seededRandom(options.seed);
  const waiting: { topic: string; body: unknown; triggeredAt: string }[] = [];
  let losses = 0;
  store.onEvent((event: StoreEvent) => {
    if (event.state !== state) return;
    for (const { topics, includeFields, filter } of subscriptions) {
      if (!topics.includes(event.topic) || !passesFilter(event.payload, filter)) continue;
      if (chance() < lost(event.topic)) losses += 1;
      else waiting.push({ topic: event.topic, body: structuredClone(includeFields ? pickFields(event.payload, includeFields) : event.payload), triggeredAt: new Date(event.at).toISOString() });
    }
  });
  const receive = async () => {
    for (const { topic, body, triggeredAt } of waiting.splice(0)) await receiveWebhook(signed({ topic, shop: domain, body, triggeredAt }));
    return losses;
  };
  return {
    shopId,
    domain,
    state,
    ago(ms) {
      store.clockOffsetMs = -ms;
    },
    receive,
    async deliver() {
      await receive();
      await applyAll(shopId);
      return losses;
    },
  };
}
