import type { ShopifyGlobal } from '@shopify/app-bridge-types';

/** App Bridge, where the page stands inside Shopify admin; undefined on the server and outside. Ask at the moment of use. */
export function appBridge(): ShopifyGlobal | undefined {
  return typeof window === 'undefined' ? undefined : (window as { shopify?: ShopifyGlobal }).shopify;
}

/** Only ever for something that went well: what went wrong stays on the page. */
export function showDone(message: string, undo?: { label: string; run: () => void }): void {
  appBridge()?.toast.show(message, undo ? { action: undo.label, onAction: undo.run, duration: 8000 } : {});
}
