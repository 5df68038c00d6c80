// The app's own navigation, announced to the admin; and the admin's, carried out by the app.
((bridge) => {
  const PRIVATE = ['embedded', 'hmac', 'host', 'id_token', 'locale', 'session', 'shop', 'timestamp'];

  function shownPath() {
    const url = new URL(location.href);
    for (const name of PRIVATE) url.searchParams.delete(name);
    return url.pathname + url.search + url.hash;
  }

  let announced = '';
  function announce() {
    const path = shownPath();
    if (path === announced) return;
    announced = path;
    bridge.tell('navigated', { path });
  }
  for (const name of ['pushState', 'replaceState']) {
    const original = window.history[name].bind(window.history);
    window.history[name] = (...args) => {
      original(...args);
      announce();
    };
  }
  window.addEventListener('popstate', announce);
  window.addEventListener('hashchange', announce);
  announce();
  bridge.tell('title', { title: document.title });
  document.addEventListener('DOMContentLoaded', () => {
    const tellTitle = () => bridge.tell('title', { title: document.title });
    tellTitle();
    bridge.watch(document.head, tellTitle);
  });

  /** The address in the simulated admin of a link into Shopify's, or null for any other. */
  function adminAddress(href) {
    const scheme = /^shopify:\/*admin(\/.*)?$/i.exec(href);
    if (scheme) return `${bridge.adminOrigin}/admin${scheme[1] ?? ''}`;
    const url = new URL(href, location.href);
    const handle = bridge.config.shop?.replace('.myshopify.com', '');
    const prefix = `/store/${handle}`;
    if (url.hostname === 'admin.shopify.com' && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))) {
      return `${bridge.adminOrigin}/admin${url.pathname.slice(prefix.length)}${url.search}`;
    }
    if (url.hostname === bridge.config.shop && /^\/admin(\/|$)/.test(url.pathname)) return bridge.adminOrigin + url.pathname + url.search;
    return null;
  }

  const plainOpen = window.open.bind(window);
  window.open = (url, target = '_blank', features) => {
    const admin = url === undefined ? null : adminAddress(String(url));
    if (admin && target !== '_blank') {
      bridge.tell('go', { address: admin });
      return window.parent;
    }
    return plainOpen(admin ?? url, target, features);
  };

  let confirmed = null;
  // In the capturing phase, before the app's own router sees the click.
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof window.Element ? event.target.closest('a[href]') : null;
      if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const admin = adminAddress(link.getAttribute('href'));
      if (admin) {
        event.preventDefault();
        event.stopPropagation();
        void bridge.leaveConfirmation().then(
          () => window.open(link.getAttribute('href'), link.target === '_blank' ? '_blank' : '_top'),
          () => undefined,
        );
        return;
      }
      const opensElsewhere = link.target && link.target !== '_self';
      if (opensElsewhere || !bridge.saveBarShowing() || confirmed === link) return;
      event.preventDefault();
      event.stopPropagation();
      void bridge.leaveConfirmation().then(
        () => {
          confirmed = link;
          link.click();
          confirmed = null;
        },
        () => undefined,
      );
    },
    true,
  );

  /** The admin's navigation: by the app's own link where there is one, so that its router handles it. */
  bridge.on('navigate', ({ path }) => {
    const link = [...document.querySelectorAll('ui-nav-menu a, s-app-nav a, s-app-nav s-link')].find((candidate) => candidate.getAttribute('href') === path);
    if (link) {
      confirmed = link;
      link.click();
      confirmed = null;
      return;
    }
    const stranger = document.createElement('a');
    stranger.setAttribute('href', path);
    document.body.append(stranger);
    const handled = !stranger.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true }));
    stranger.remove();
    if (!handled && shownPath() !== path) location.assign(path);
  });

  class NavigationMenu extends HTMLElement {
    connectedCallback() {
      this.observer ??= bridge.watch(this, () => this.register());
      this.register();
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      this.observer = undefined;
      bridge.tell('nav-menu', { items: [] });
    }
    register() {
      const links = [...this.querySelectorAll('a[href], s-link[href]')];
      bridge.tell('nav-menu', { items: links.map((link) => ({ label: link.textContent.trim(), path: link.getAttribute('href'), home: link.getAttribute('rel') === 'home' })) });
    }
  }
  customElements.define('ui-nav-menu', NavigationMenu);
  customElements.define('s-app-nav', class extends NavigationMenu {});
})(window.simulatedAppBridge);
