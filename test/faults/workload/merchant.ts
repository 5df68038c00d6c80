// What the merchant does in the app: signs in, makes offers and takes them back, has tags written, stops and undoes that. Each is
// a request to the web process, which may die over it; the merchant then does not know whether it was done.
import { Session } from '@shopify/shopify-api';
import { makeOffer } from '../../../app/campaigns/offers/make-offer.ts';
import { enqueue } from '../../../app/queue/enqueue.ts';
import { raiseAlerts } from '../../../app/records/churn-alerts.ts';
import { codeOfIntent } from '../../../app/records/code-intents.ts';
import { inShop, inShopBulk } from '../../../app/records/db.ts';
import { findShop } from '../../../app/records/shops.ts';
import { findTagRuns } from '../../../app/records/tag-runs.ts';
import { sessionStorage } from '../../../app/shopify/session-storage.ts';
import { afterAuth } from '../../../app/sync/after-auth.ts';
import { stopTagRun } from '../../../app/write-back/customer-tags/stop-tag-run.ts';
import { undoTagRun } from '../../../app/write-back/customer-tags/undo-tag-run.ts';
import { retryCode } from '../../../app/write-back/discount-codes/retry-code.ts';
import { revokeCode } from '../../../app/write-back/discount-codes/revoke-code.ts';
import { installApp } from '../../store/commerce/app-installation.ts';
import { issueToken, type TokenAnswer } from '../../store/auth/tokens.ts';
import { world } from '../clock/world.ts';
import type { ShopifySide } from '../shopify/shopify-side.ts';
import type { AppProcess } from './process.ts';
import { takeCodeAway } from './shop-life.ts';

/** What the merchant asked for; "unknown" where no answer came. */
export interface Asked {
  /** Intent → whether it was made. */
  readonly offers: Map<string, { made: true | 'unknown'; revoked: boolean | 'unknown' }>;
}

export interface Merchant {
  readonly asked: Asked;
  /** Opens the app in the admin: installs it where it is not. Tried again until it comes off. */
  signIn: (then?: () => void) => void;
  /** The sign-in library keeps a pair of tokens. */
  storeTokens: (pair: TokenAnswer) => void;
  act: () => void;
  /** Has everything compared with Shopify now: the pass that is due once a day. */
  compareAll: () => void;
}

export function hireMerchant(side: ShopifySide, app: AppProcess): Merchant {
  const domain = side.state.shop.domain;
  const asked: Asked = { offers: new Map() };
  const shopId = async () => (await findShop(domain))?.shopId;

  /** Errors are the merchant's error page; a planted fault is no news. */
  function request(name: string, work: () => Promise<void>): Promise<boolean> {
    if (!app.up()) return Promise.resolve(false);
    return app.run(name, async () => {
      await work();
      return true;
    }).then(
      (done) => done === true,
      (error: unknown) => {
        world().note(`${name}: ${error instanceof Error ? error.message.split('\n').at(-1) : String(error)}`);
        return false;
      },
    );
  }

  const keep = async (answer: TokenAnswer) => {
    await sessionStorage.storeSession(
      new Session({
        id: `offline_${domain}`,
        shop: domain,
        state: '',
        isOnline: false,
        accessToken: answer.access_token,
        scope: answer.scope,
        ...(answer.expires_in ? { expires: new Date(Date.now() + answer.expires_in * 1000) } : {}),
        ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
      }),
    );
    await afterAuth(domain);
  };

  function signIn(then?: () => void): void {
    void request('sign in', () => keep(issueToken(side.store, side.state, installApp(side.store, side.state), true, null))).then((done) => {
      if (done) then?.();
      else world().clock.after(world().between('sign in', 2_000, 15_000), () => signIn(then));
    });
  }

  async function offer(): Promise<void> {
    const shop = await shopId();
    if (!shop) return;
    const alertId = await openAlert(shop);
    if (alertId === null) return;
    const key = `alert:${alertId}`;
    if (world().chance('collision') < 0.1) takeCodeAway(side, codeOfIntent(shop, key, 0));
    const known = asked.offers.get(key);
    if (!known) asked.offers.set(key, { made: 'unknown', revoked: false });
    const presses = world().between('presses', 1, 2);
    const results = await Promise.all(Array.from({ length: presses }, () => makeOffer(shop, alertId)));
    const made = results.some(({ outcome }) => outcome !== 'no-alert');
    if (made) asked.offers.set(key, { made: true, revoked: known?.revoked ?? false });
    else if (!known) asked.offers.delete(key);
  }

  async function openAlert(shop: bigint): Promise<bigint | null> {
    return inShopBulk(shop, async (connection) => {
      const { rows } = await connection.query<{ customer_id: string }>('select customer_id from customer where shop_id = $1 and merged_into_id is null order by customer_id', [shop.toString()]);
      if (rows.length === 0) return null;
      const customerId = BigInt(world().pick('merchant', rows).customer_id);
      await raiseAlerts(connection, shop, new Date(), [{ customerId, riskScore: 90, valueAtRiskMinor: 1000, cause: 'price', reasons: [] }]);
      // As a review does: the tags follow.
      await enqueue(connection, 'write-tags', { shopId: shop.toString(), reason: 'scored', customerIds: [customerId.toString()] });
      const { rows: alerts } = await connection.query<{ alert_id: string }>("select alert_id from churn_alert where shop_id = $1 and state = 'open' order by alert_id", [shop.toString()]);
      return alerts.length > 0 ? BigInt(world().pick('merchant', alerts).alert_id) : null;
    });
  }

  async function revoke(): Promise<void> {
    const shop = await shopId();
    const keys = [...asked.offers.keys()];
    if (!shop || keys.length === 0) return;
    const key = world().pick('merchant', keys);
    const known = asked.offers.get(key);
    if (!known) return;
    if (known.revoked === false) asked.offers.set(key, { ...known, revoked: 'unknown' });
    const { outcome } = await revokeCode(shop, key);
    const last = asked.offers.get(key) ?? known;
    asked.offers.set(key, { ...last, revoked: outcome === 'revoking' || outcome === 'revoked' ? true : known.revoked });
  }

  async function again(): Promise<void> {
    const shop = await shopId();
    const keys = [...asked.offers.keys()];
    if (shop && keys.length > 0) await retryCode(shop, world().pick('merchant', keys));
  }

  async function tags(): Promise<void> {
    const shop = await shopId();
    if (!shop) return;
    await enqueue(undefined, 'write-tags', { shopId: shop.toString(), reason: 'by-merchant' });
  }

  const onLastRun = (act: (shop: bigint, runId: bigint) => Promise<unknown>) => async () => {
    const shop = await shopId();
    const [run] = shop ? await findTagRuns(shop, 1) : [];
    if (shop && run) await act(shop, run.tagRunId);
  };

  async function importAgain(): Promise<void> {
    const shop = await shopId();
    if (shop) await inShop(shop, (tx) => enqueue(tx, 'import-shop', { shopId: shop.toString() }).then(() => undefined));
  }

  const acts: readonly (readonly [number, string, () => Promise<void>])[] = [
    [8, 'offer', offer],
    [2, 'revoke', revoke],
    [1, 'retry', again],
    [1.5, 'tags', tags],
    [1, 'stop tags', onLastRun(stopTagRun)],
    [1, 'undo tags', onLastRun(undoTagRun)],
    [0.7, 'import', importAgain],
  ];

  return {
    asked,
    signIn,
    storeTokens: (pair) => void request('keep tokens', () => keep(pair)),
    act() {
      let left = world().chance('merchant') * acts.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, name, act] of acts) {
        left -= weight;
        if (left < 0) return void request(name, act);
      }
    },
    compareAll() {
      void request('compare', async () => {
        const shop = await shopId();
        if (shop) await enqueue(undefined, 'reconcile-deep', { shopId: shop.toString() });
      });
    },
  };
}
