import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Subscription {
  topics?: string[];
  compliance_topics?: string[];
  uri: string;
  include_fields?: string[];
}

export interface AppToml {
  client_id: string;
  name: string;
  application_url: string;
  embedded: boolean;
  build: Record<string, unknown>;
  access_scopes: { scopes: string };
  auth: { redirect_urls: string[] };
  app_proxy: { url: string; subpath: string; prefix: string };
  webhooks: { api_version: string; subscriptions: Subscription[] };
  customer: { metafields: { app: Record<string, { type: string; name: string; description: string; access: Record<string, string> }> } };
}

export function readToml(file: string): Record<string, unknown> {
  return parse(readFileSync(path.join(root, file), 'utf8'));
}

export function readAppToml(): AppToml {
  return readToml('shopify.app.toml') as unknown as AppToml;
}
