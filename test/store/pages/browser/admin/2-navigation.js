// The navigation: the app's sub-items, the address kept in step, the menu that folds.
((admin) => {
  const APP = '/admin/apps/perennial';
  const STORED = 'app-menu';
  const nav = document.querySelector('#navigation');
  const list = nav.querySelector('.app-menu');
  const menuButton = document.querySelector('.menu-button');

  function fold(open) {
    nav.classList.toggle('open', open);
    menuButton.setAttribute('aria-expanded', String(open));
  }
  menuButton.addEventListener('click', () => fold(!nav.classList.contains('open')));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !nav.classList.contains('open')) return;
    fold(false);
    menuButton.focus();
  });

  /** "/app/alerts?x=1" in the app is "/admin/apps/perennial/alerts?x=1" in the admin. */
  const adminPath = (appPath) => APP + appPath.replace(/^\/app(?=[/?#]|$)/, '');

  function mark() {
    const here = location.pathname;
    for (const link of list.querySelectorAll('a')) {
      const path = new URL(link.href).pathname;
      const current = here === path || (path !== APP && here.startsWith(`${path}/`));
      if (current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  function show(items) {
    list.replaceChildren(
      ...items
        .filter((item) => !item.home)
        .map((item) => {
          const entry = document.createElement('li');
          const link = document.createElement('a');
          link.href = adminPath(item.path);
          link.dataset.appPath = item.path;
          link.textContent = item.label;
          entry.append(link);
          return entry;
        }),
    );
    mark();
  }
  // On the admin's other pages the items stay as the app registered them last.
  if (!admin.frame) show(JSON.parse(window.sessionStorage.getItem(STORED) ?? '[]'));
  admin.on('nav-menu', ({ items }) => {
    if (items.length > 0) window.sessionStorage.setItem(STORED, JSON.stringify(items));
    show(items);
  });

  admin.on('navigated', ({ path }) => {
    if (!/^\/app(?=[/?#]|$)/.test(path)) return;
    window.history.replaceState(null, '', adminPath(path));
    mark();
    for (const link of document.querySelectorAll('.languages a')) {
      const to = new URL(link.href);
      to.searchParams.set('back', location.pathname + location.search);
      link.href = to;
    }
  });

  const plainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  /** Leaving the app's page, or moving inside it, waits for what is unsaved. */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!link || !admin.frame || !plainClick(event) || link.getAttribute('href').startsWith('#')) return;
    event.preventDefault();
    fold(false);
    void admin.mayLeave().then((leaves) => {
      if (!leaves) return;
      const inApp = link.dataset.appPath ?? (link.classList.contains('app-link') ? '/app' : null);
      if (inApp) admin.tell('navigate', { path: inApp });
      else location.assign(link.href);
    });
  });
  admin.on('go', ({ address }) => {
    const to = new URL(address);
    if (to.origin === location.origin) location.assign(to);
  });
})(window.simulatedAdmin);
