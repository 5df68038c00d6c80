// The global `shopify`.
((bridge) => {
  const toastActions = new Map();
  let lastToast = 0;
  bridge.on('toast-event', ({ toast, event }) => {
    const options = toastActions.get(toast);
    if (event === 'action') options?.onAction?.();
    if (event === 'dismiss') options?.onDismiss?.();
    toastActions.delete(toast);
  });

  /** An object of the real one that this one does not have: every use of it throws. */
  const missing = (name) => new Proxy({}, { get: (_, property) => (typeof property === 'symbol' ? undefined : bridge.notImplemented(`shopify.${name}.${property}`)) });
  const missingFunction = (name) => () => bridge.notImplemented(`shopify.${name}`);

  window.shopify = {
    config: bridge.config,
    origin: bridge.adminOrigin,
    ready: Promise.resolve(),
    protocol: 'https:',
    idToken: () => bridge.idToken(),
    environment: { embedded: bridge.embedded, mobile: false, pos: false, intent: false },
    user: () => bridge.ask('user'),
    loading: (on = true) => bridge.tell('loading', { on: Boolean(on) }),
    toast: {
      show(message, options = {}) {
        const toast = `toast-${++lastToast}`;
        toastActions.set(toast, options);
        bridge.tell('toast-show', { toast, message: String(message), durationMs: options.duration ?? 5000, isError: Boolean(options.isError), action: options.action ?? '' });
        return toast;
      },
      hide(toast) {
        bridge.tell('toast-hide', { toast });
      },
    },
    saveBar: bridge.saveBar,
    modal: bridge.modal,
    app: { extensions: () => bridge.ask('extensions') },
    scopes: {
      query: () => bridge.ask('scopes'),
      request: missingFunction('scopes.request'),
      revoke: missingFunction('scopes.revoke'),
    },
    // What a shop without a paid plan gets from the real one.
    reviews: { request: async () => ({ success: false, code: 'merchant-ineligible', message: 'The merchant is not eligible to review this app' }) },
    setSignals: missingFunction('setSignals'),
    resourcePicker: missingFunction('resourcePicker'),
    picker: missingFunction('picker'),
    scanner: missing('scanner'),
    pos: missing('pos'),
    intents: missing('intents'),
    webVitals: missing('webVitals'),
    support: missing('support'),
    shopifyQL: missing('shopifyQL'),
    tools: missing('tools'),
  };
})(window.simulatedAppBridge);
