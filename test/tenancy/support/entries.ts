// What each route takes from outside. A route, a parameter, or an intent of a form that is not here fails the test.

/** Whose number stands in a place: a thing that one shop has, or nothing of anybody ("word": a day, a page, a name). */
export type Kind = 'customer' | 'order' | 'alert' | 'preview' | 'version' | 'run' | 'word';

export interface Form {
  /** Sent as they are. */
  readonly fields: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, Kind>>;
}

export interface Entry {
  /** Parameters in the path. */
  readonly path?: Readonly<Record<string, Kind>>;
  readonly query?: Readonly<Record<string, Kind>>;
  readonly forms?: readonly Form[];
  /** Asked by a shopper through Shopify's app proxy, which signs it; all others are asked by a merchant. */
  readonly signed?: true;
}

const previewed = { unpaidAfterDays: '7' };

export const ENTRIES: Readonly<Record<string, Entry>> = {
  'routes/$': { path: { '*': 'word' } },
  'routes/_index': { query: { shop: 'word' } },
  'routes/app': {},
  'routes/app.$': { path: { '*': 'word' } },
  'routes/app._index': { forms: [{ fields: { intent: 'dismiss-setup' } }, { fields: { intent: 'import-again' } }] },
  'routes/app.accuracy': { query: { asOf: 'word' }, forms: [{ fields: {}, inputs: { asOf: 'word' } }] },
  'routes/app.alerts': { query: { tab: 'word', page: 'word' }, forms: [...['make-offer', 'dismiss', 'reopen'].map((intent) => ({ fields: { intent }, inputs: { alertId: 'alert' as const } })), { fields: { intent: 'make-offers' } }] },
  'routes/app.customers._index': { query: { q: 'customer', after: 'customer', before: 'customer', moved: 'word', group: 'word' } },
  'routes/app.customers.$customerId': { path: { customerId: 'customer' }, forms: [{ fields: { intent: 'scoring', optOut: 'yes' } }, { fields: { intent: 'scoring', optOut: 'no' } }] },
  'routes/app.privacy': {
    query: { page: 'word' },
    forms: [
      { fields: { intent: 'download', format: 'json', language: 'en' }, inputs: { requestId: 'customer' } },
      { fields: { intent: 'handed-over', done: 'yes' }, inputs: { requestId: 'customer' } },
    ],
  },
  'routes/app.segments': {},
  'routes/app.segments_.movement': { query: { kind: 'word', from: 'word', to: 'word' }, forms: [{ fields: {} }] },
  'routes/app.settings': { forms: [{ fields: { intent: 'restore' }, inputs: { version: 'version' } }, { fields: previewed }] },
  'routes/app.settings_.preview': { query: { id: 'preview' }, forms: [{ fields: previewed }] },
  'routes/app.sync': { query: { page: 'word' }, forms: [{ fields: { intent: 'check-now' } }, { fields: { intent: 'compare-codes' } }] },
  'routes/app.write-back._index': { query: { page: 'word', preview: 'preview' }, forms: ['write-now', 'preview-tags', 'stop-fields'].map((intent) => ({ fields: { intent } })) },
  'routes/app.write-back.$tagRunId': { path: { tagRunId: 'run' }, query: { page: 'word', show: 'word' }, forms: ['undo-run', 'stop-run'].map((intent) => ({ fields: { intent } })) },
  'routes/auth.$': { path: { '*': 'word' }, query: { shop: 'word' } },
  'routes/auth.login': {},
  'routes/proxy.tried': { query: { logged_in_customer_id: 'customer' }, forms: [{ fields: {}, inputs: { code: 'word' } }], signed: true },
  'routes/proxy.offer': { query: { logged_in_customer_id: 'customer' }, signed: true },
};
