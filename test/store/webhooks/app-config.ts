// What Shopify learns of the app from its shopify.app.toml.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { MetafieldDefinition } from '../store.ts';

export interface Subscription {
  topics: string[];
  /** "/webhooks/orders", or a whole address. */
  uri: string;
  /** null: the whole payload. */
  includeFields: string[] | null;
  filter: string | null;
}

export interface AppConfig {
  scopes: string[];
  apiVersion: string;
  subscriptions: Subscription[];
  appProxy: { prefix: string; subpath: string; path: string } | null;
  metafieldDefinitions: Omit<MetafieldDefinition, 'namespace'>[];
}

interface Toml {
  access_scopes?: { scopes?: string };
  webhooks?: {
    api_version?: string;
    subscriptions?: { topics?: string[]; compliance_topics?: string[]; uri: string; include_fields?: string[]; filter?: string }[];
  };
  app_proxy?: { url: string; subpath: string; prefix: string };
}

interface DeclaredMetafield {
  type: string;
  name?: string;
  description?: string;
}

export const NO_CONFIG: AppConfig = { scopes: [], apiVersion: '2026-10', subscriptions: [], appProxy: null, metafieldDefinitions: [] };

/** @returns an empty configuration where there is no such file. */
export function readAppConfig(file: string): AppConfig {
  return existsSync(file) ? parseAppConfig(readFileSync(file, 'utf8')) : NO_CONFIG;
}

export function parseAppConfig(text: string): AppConfig {
  const toml = parse(text) as Toml & Record<string, { metafields?: { app?: Record<string, DeclaredMetafield> } } | undefined>;
  const subscriptions = (toml.webhooks?.subscriptions ?? []).map((each): Subscription => ({
    topics: [...(each.topics ?? []), ...(each.compliance_topics ?? [])],
    uri: each.uri,
    includeFields: each.include_fields?.length ? each.include_fields : null,
    filter: each.filter ?? null,
  }));
  const proxy = toml.app_proxy;
  const metafieldDefinitions = ['customer', 'order', 'product', 'shop'].flatMap((owner) =>
    Object.entries(toml[owner]?.metafields?.app ?? {}).map(([key, declared]) => ({
      ownerType: owner.toUpperCase(),
      key,
      name: declared.name ?? key,
      description: declared.description ?? null,
      type: declared.type,
      id: 0,
    })),
  );
  return {
    scopes: (toml.access_scopes?.scopes ?? '').split(',').map((scope) => scope.trim()).filter(Boolean),
    apiVersion: toml.webhooks?.api_version ?? '2026-10',
    subscriptions,
    // The address in the file is the published app's; here it is wherever the app runs.
    appProxy: proxy ? { prefix: proxy.prefix, subpath: proxy.subpath, path: proxy.url.startsWith('/') ? proxy.url : new URL(proxy.url).pathname } : null,
    metafieldDefinitions: metafieldDefinitions.map((each, place) => ({ ...each, id: 90_000_000_001 + place })),
  };
}
