// What the store's own machinery is told: where the app is, how webhooks go, what fails, what time it is.
import { bulkSettings } from '../../bulk/run-bulk.ts';
import { issueStandingToken } from '../../auth/tokens.ts';
import { mintSessionToken } from '../../auth/session-token.ts';
import { installApp } from '../../commerce/app-installation.ts';
import { loadHistory } from '../../commerce/load-history.ts';
import { ALL_SCOPES } from '../../graphql/all-scopes.ts';
import { generateShoppers } from '../../shoppers/generate.ts';
import type { PlannedFault } from '../faults.ts';
import type { ControlTable } from './handle-control.ts';
import { optionalNumber, requireList, requireNumber, requireText } from './inputs.ts';

export const machineControls: ControlTable = {
  /** { url }: webhooks start to flow, the admin can embed the app. */
  'POST /_store/app': ({ runtime, input }) => {
    runtime.sender.appUrl = requireText(input, 'url').replace(/\/$/, '');
    runtime.sender.pump();
  },
  /** { domain, name?, currencyCode?, ianaTimezone?, installed?, shoppers?, seed? } → its standing access token. */
  'POST /_store/shops': ({ runtime, input }) => {
    const state = runtime.store.addShop(input);
    const [shoppers, seed] = [optionalNumber(input, 'shoppers'), optionalNumber(input, 'seed')];
    if (shoppers !== undefined) {
      const { name, currencyCode, ianaTimezone } = state.shop;
      const history = generateShoppers({ shoppers, ...(seed === undefined ? {} : { seed }) });
      loadHistory(state, { ...history, shop: input.name === undefined ? history.shop : { name, currencyCode, ianaTimezone } });
    }
    const accessToken = input.installed === false ? '' : issueStandingToken(installApp(runtime.store, state), ALL_SCOPES);
    return { shop: state.shop.domain, accessToken };
  },
  'POST /_store/session-token': ({ state, runtime }) => ({
    token: mintSessionToken({ shopDomain: state.shop.domain, clientId: runtime.clientId, clientSecret: runtime.clientSecret, now: runtime.store.now() }),
  }),
  /** Any of DeliveryModes. */
  'POST /_store/webhooks': ({ runtime, input }) => {
    Object.assign(runtime.sender.modes, input);
    runtime.sender.pump();
    return runtime.sender.modes;
  },
  /** { plan: PlannedFault[] } replaces what was planned. */
  'POST /_store/faults': ({ runtime, input }) => {
    runtime.plan.splice(0, runtime.plan.length, ...requireList<PlannedFault>(input, 'plan'));
    return runtime.plan;
  },
  'POST /_store/bucket': ({ runtime, input }) => {
    runtime.bucketSize = { maximumAvailable: requireNumber(input, 'maximumAvailable'), restoreRate: requireNumber(input, 'restoreRate') };
    return runtime.bucketSize;
  },
  'POST /_store/bulk': ({ runtime, input }) => Object.assign(bulkSettings(runtime.store), input),
  'POST /_store/search-lag': ({ runtime, input }) => {
    runtime.store.searchLagMs = requireNumber(input, 'ms');
  },
  /** { approved }: whether the app may see names, addresses, phone numbers and e-mail addresses. */
  'POST /_store/protected-data': ({ runtime, input }) => {
    runtime.store.protectedDataApproved = input.approved === true;
  },
  /** { offsetMs }: how far the store's clock is ahead of the wall clock. */
  'POST /_store/clock': ({ runtime, input }) => {
    runtime.store.clockOffsetMs = optionalNumber(input, 'offsetMs') ?? 0;
    return { now: new Date(runtime.store.now()).toISOString() };
  },
};
