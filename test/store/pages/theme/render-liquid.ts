// Liquid as Shopify's storefront renders it. What Shopify does not have, or what is not here, fails.
import { Liquid } from 'liquidjs';
import { addShopifyFilters, type FilterSettings } from './liquid-filters.ts';

/** liquidjs has them, Shopify's app blocks do not. */
const NOT_IN_APP_BLOCKS = ['block', 'layout', 'include'];

export interface LiquidSettings extends FilterSettings {
  /** For {% render %}, by name. */
  readonly snippets: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

export interface LiquidScope {
  /** Seen by the template itself alone, not by what it renders. */
  readonly locals: object;
  readonly globals: object;
}

/** @throws for an unknown filter, tag, snippet or translation. */
export async function renderLiquid(template: string, scope: LiquidScope, settings: LiquidSettings): Promise<string> {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    templates: { ...settings.snippets },
    timezoneOffset: settings.timeZone,
    locale: settings.locale,
  });
  for (const tag of NOT_IN_APP_BLOCKS) delete liquid.tags[tag];
  addShopifyFilters(liquid, settings);
  const rendered: unknown = await liquid.parseAndRender(template, { ...scope.locals }, { globals: { ...scope.globals } });
  return String(rendered);
}
