// Stand-in for Shopify's App Bridge script, as far as the app uses it. These files are sent as one script, in order of
// their names. This one talks to the simulated admin around the frame.
((bridge) => {
  const script = document.currentScript;
  if (!script || !script.src) throw new Error('App Bridge must be loaded by a script tag with its address, not from a module.');
  const params = new URLSearchParams(location.search);
  /** Survives a navigation inside the frame that drops the parameters. */
  function remembered(name) {
    const key = `shopify-${name}`;
    const given = params.get(name);
    if (given) window.sessionStorage.setItem(key, given);
    return given ?? window.sessionStorage.getItem(key) ?? undefined;
  }

  bridge.adminOrigin = new URL(script.src).origin;
  bridge.embedded = window.top !== window.self;
  bridge.config = {
    apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? '',
    shop: remembered('shop'),
    host: remembered('host'),
    locale: remembered('locale') ?? 'en',
    disabledFeatures: (document.querySelector('meta[name="shopify-disabled-features"]')?.content ?? '').split(',').map((name) => name.trim()).filter(Boolean),
  };
  if (!bridge.config.apiKey) throw new Error('App Bridge needs the app’s client id: data-api-key on its script tag, or <meta name="shopify-api-key">.');

  /** For what the real one has and this one does not: loud, so that nobody takes silence for success. */
  bridge.notImplemented = (name) => {
    throw new Error(`The App Bridge stand-in of the simulated store does not implement ${name}.`);
  };

  // Not inline styles, and no style element: both would differ from what the app's server rendered.
  const hidden = new window.CSSStyleSheet();
  hidden.replaceSync('ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, hidden];

  const PATIENCE_MS = 10_000;
  const waiting = new Map();
  const listeners = new Map();
  let lastId = 0;

  bridge.tell = (type, payload = {}) => {
    if (bridge.embedded) window.parent.postMessage({ simulatedAdmin: type, ...payload }, bridge.adminOrigin);
  };

  /** Asks the admin; rejects where it refuses or does not answer. */
  bridge.ask = (type, payload = {}, patienceMs = PATIENCE_MS) => {
    if (!bridge.embedded) return Promise.reject(new Error(`App Bridge cannot ask for ${type}: the page is not inside Shopify admin.`));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const timer = patienceMs ? setTimeout(() => settle({ error: `The simulated admin did not answer ${type}.` }), patienceMs) : undefined;
      function settle({ error, result }) {
        clearTimeout(timer);
        waiting.delete(id);
        if (error) reject(new Error(error));
        else resolve(result);
      }
      waiting.set(id, settle);
      bridge.tell(type, { id, ...payload });
    });
  };

  bridge.on = (type, listener) => listeners.set(type, listener);

  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== bridge.adminOrigin) return;
    const { simulatedAdmin: type, id } = event.data ?? {};
    if (type === 'answer') waiting.get(id)?.(event.data);
    else listeners.get(type)?.(event.data);
  });

  /** A moment later, as the real one, whose work crosses a frame: React attaches its listeners after it calls show(). */
  bridge.fire = (element, type) => window.queueMicrotask(() => element.dispatchEvent(new CustomEvent(type)));

  /** Calls back when the children or attributes of an element change, once for many changes. */
  bridge.watch = (element, changed) => {
    let due = false;
    const observer = new window.MutationObserver(() => {
      if (due) return;
      due = true;
      window.queueMicrotask(() => {
        due = false;
        changed();
      });
    });
    observer.observe(element, { attributes: true, childList: true, characterData: true, subtree: true });
    return observer;
  };
})((window.simulatedAppBridge = window.simulatedAppBridge ?? {}));
