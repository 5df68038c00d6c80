// The shop, the app in it, and small things that stand beside them.
import { DateTime } from 'luxon';
import type { AppInstallation, Segment, ShopState } from '../../model.ts';
import { gid, isoSeconds } from '../../state/ids.ts';
import type { SearchKind } from '../../search/search.ts';
import { resolversOf, type AdminRequest, type ResolverTable } from '../request.ts';
import { metafieldFields } from './metafield.ts';

export const segmentSearch: SearchKind<Segment> = {
  texts: (s) => [s.name],
  fields: { id: { kind: 'number', get: (s) => s.id }, name: { kind: 'text', get: (s) => s.name } },
};

function localNow(state: ShopState, request: AdminRequest): DateTime {
  return DateTime.fromMillis(request.store.now(), { zone: state.shop.ianaTimezone });
}

export const shopTypes: Record<string, ResolverTable> = {
  Shop: resolversOf<ShopState>({
    id: ({ shop }) => gid('Shop', shop.id),
    name: ({ shop }) => shop.name,
    email: ({ shop }) => shop.email,
    contactEmail: ({ shop }) => shop.email,
    myshopifyDomain: ({ shop }) => shop.domain,
    primaryDomain: (state) => state,
    url: ({ shop }) => `https://${shop.domain}`,
    currencyCode: ({ shop }) => shop.currencyCode,
    enabledPresentmentCurrencies: ({ shop }) => [shop.currencyCode],
    ianaTimezone: ({ shop }) => shop.ianaTimezone,
    timezoneAbbreviation: (state, _args, request) => localNow(state, request).toFormat('ZZZZ'),
    timezoneOffset: (state, _args, request) => localNow(state, request).toFormat('ZZZ'),
    timezoneOffsetMinutes: (state, _args, request) => localNow(state, request).offset,
    plan: (state) => state,
    createdAt: ({ shop }) => isoSeconds(shop.createdAt),
    updatedAt: ({ shop }) => isoSeconds(shop.createdAt),
    setupRequired: () => false,
    ...metafieldFields<ShopState>(({ shop }) => gid('Shop', shop.id)),
  }),
  ShopPlan: resolversOf<ShopState>({
    publicDisplayName: ({ shop }) => shop.plan.publicDisplayName,
    partnerDevelopment: ({ shop }) => shop.plan.partnerDevelopment,
    shopifyPlus: ({ shop }) => shop.plan.shopifyPlus,
  }),
  Domain: resolversOf<ShopState>({
    id: ({ shop }) => gid('Domain', shop.id),
    host: ({ shop }) => shop.domain,
    url: ({ shop }) => `https://${shop.domain}`,
    sslEnabled: () => true,
  }),
  AppInstallation: resolversOf<AppInstallation>({
    id: (installation) => gid('AppInstallation', installation.id),
    app: (installation) => installation,
    accessScopes: (installation) => installation.scopes.map((handle) => ({ handle })),
    launchUrl: (_installation, _args, request) => `${request.origin}/admin/apps/perennial`,
    activeSubscriptions: () => [],
    ...metafieldFields<AppInstallation>((installation) => gid('AppInstallation', installation.id)),
  }),
  App: resolversOf<AppInstallation>({
    id: (_installation, _args, request) => gid('App', request.store.appId),
    apiKey: (installation) => installation.clientId,
    handle: () => 'perennial',
    title: () => 'Perennial',
    embedded: () => true,
    installation: (installation) => installation,
  }),
  AccessScope: resolversOf<{ handle: string }>({ handle: (s) => s.handle, description: (s) => s.handle.replaceAll('_', ' ') }),
  Segment: resolversOf<Segment>({
    id: (s) => gid('Segment', s.id),
    name: (s) => s.name,
    query: (s) => s.query,
    creationDate: (s) => isoSeconds(s.creationDate),
    lastEditDate: (s) => isoSeconds(s.lastEditDate),
  }),
  Count: resolversOf<{ count: number; precision: string }>({ count: (c) => c.count, precision: (c) => c.precision }),
  Job: resolversOf<{ id: string; done: boolean }>({ id: (j) => j.id, done: (j) => j.done }),
  PageInfo: resolversOf<Record<string, unknown>>({
    hasNextPage: (p) => p.hasNextPage,
    hasPreviousPage: (p) => p.hasPreviousPage,
    startCursor: (p) => p.startCursor,
    endCursor: (p) => p.endCursor,
  }),
};
