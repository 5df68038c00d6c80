// Session tokens, and fetch that carries them.
((bridge) => {
  const FRESH_ENOUGH_MS = 10_000;
  let held = null;
  let asked = null;

  function expiresAt(token) {
    const payload = JSON.parse(window.atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    return payload.exp * 1000;
  }

  async function freshToken() {
    held = await bridge.ask('id-token');
    return held;
  }

  /** A session token with ten seconds or more to live; they live a minute. */
  bridge.idToken = () => {
    if (held && expiresAt(held) - Date.now() > FRESH_ENOUGH_MS) return Promise.resolve(held);
    asked ??= freshToken().finally(() => {
      asked = null;
    });
    return asked;
  };

  // The page that Shopify's library sends the frame to when a document came without a token.
  const reload = new URLSearchParams(location.search).get('shopify-reload');
  if (reload && bridge.embedded) {
    const target = new URL(reload, location.href);
    if (target.origin !== location.origin) throw new Error(`App Bridge does not follow shopify-reload to ${target.origin}.`);
    void bridge.idToken().then((token) => {
      target.searchParams.set('id_token', token);
      location.replace(target);
    });
  }

  const plainFetch = window.fetch.bind(window);

  function isOurs(url) {
    return url.origin === location.origin;
  }

  async function send(request, token) {
    const headers = new window.Headers(request.headers);
    headers.set('Authorization', `Bearer ${token}`);
    headers.set('X-Requested-With', 'XMLHttpRequest');
    return plainFetch(new window.Request(request, { headers }));
  }

  async function fetchWithToken(input, init) {
    const request = new window.Request(input, init);
    if (!isOurs(new URL(request.url)) || request.headers.has('Authorization')) return plainFetch(request);
    const again = request.clone();
    let response = await send(request, await bridge.idToken());
    if (response.status === 401 && response.headers.get('X-Shopify-Retry-Invalid-Session-Request') === '1') {
      held = null;
      response = await send(again, await bridge.idToken());
    }
    const reauthorize = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (reauthorize) window.open(reauthorize, '_top');
    return response;
  }

  if (bridge.embedded && !bridge.config.disabledFeatures.includes('fetch')) window.fetch = fetchWithToken;

  // Opened outside of the admin, the app goes to where it belongs.
  if (!bridge.embedded && bridge.config.host && !bridge.config.disabledFeatures.includes('auto-redirect')) {
    location.replace(`${bridge.adminOrigin}/admin/apps/perennial${location.pathname.replace(/^\/app(?=\/|$)/, '')}`);
  }
})(window.simulatedAppBridge);
