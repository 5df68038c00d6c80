// Fills the offer cards of this page. Shows nothing unless the app answers with an offer; data becomes text, never markup.
(() => {
  if (window.perennialOffer) return;
  window.perennialOffer = true;

  const PATIENCE_MS = 5000;
  const answers = new Map();

  /** What can be shown; null for anything that is not a whole, current offer. */
  function readOffer(raw) {
    if (typeof raw?.code !== 'string' || !/^[A-Z0-9-]{4,64}$/.test(raw.code)) return null;
    if (typeof raw.percentage !== 'number' || !(raw.percentage > 0 && raw.percentage <= 1)) return null;
    if (typeof raw.endsAt !== 'string' || !(Date.parse(raw.endsAt) > Date.now())) return null;
    return { code: raw.code, percentage: raw.percentage, endsAt: new Date(raw.endsAt), timeZone: raw.timeZone };
  }

  async function fetchOffer(url) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    try {
      const response = await fetch(url, {
        headers: { Accept: 'application/json' },
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: abort.signal,
      });
      return response.ok ? readOffer((await response.json()).offer) : null;
    } catch {
      // The app is away, or the answer is no JSON: the shop must look as if the block were not there.
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks once per address, however many cards the page has. */
  function ask(url) {
    if (!answers.has(url)) answers.set(url, fetchOffer(url));
    return answers.get(url);
  }

  function localeOf(card) {
    try {
      return Intl.getCanonicalLocales(card.dataset.locale)[0] ?? 'en';
    } catch {
      return 'en';
    }
  }

  /** The last day as the shop counts days: an offer ends at its midnight, which elsewhere may be tomorrow. */
  function lastDay(locale, { endsAt, timeZone }) {
    try {
      return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(endsAt);
    } catch {
      return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(endsAt);
    }
  }

  function fill(card, selector, name, value) {
    const slot = card.querySelector(selector);
    if (slot) slot.textContent = slot.dataset.text.replace(`[${name}]`, () => value);
  }

  function show(card, offer) {
    const locale = localeOf(card);
    const percentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(offer.percentage);
    fill(card, '[data-perennial-value]', 'percentage', percentage);
    fill(card, '[data-perennial-expiry]', 'date', lastDay(locale, offer));
    card.querySelector('[data-perennial-code]').textContent = offer.code;
    // Shopify applies the code at this address and sends the shopper on.
    const back = encodeURIComponent(card.dataset.rootUrl || '/');
    card.querySelector('[data-perennial-apply]').href = `/discount/${encodeURIComponent(offer.code)}?redirect=${back}`;
    card.hidden = false;
  }

  async function copy(button) {
    const card = button.closest('[data-perennial-offer]');
    const code = card.querySelector('[data-perennial-code]');
    const status = card.querySelector('[data-perennial-status]');
    // Emptied first, so that copying twice is announced twice.
    status.textContent = '';
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      status.textContent = button.dataset.copied;
    } catch {
      // No permission, or no https: the shopper copies the selected text.
      window.getSelection().selectAllChildren(code);
      status.textContent = button.dataset.selected;
    }
  }

  async function fillCard(card) {
    const offer = await ask(card.dataset.url);
    if (offer) show(card, offer);
  }

  function fillAll(root) {
    for (const card of root.querySelectorAll('[data-perennial-offer][hidden]')) void fillCard(card);
  }

  /**
   * A code of another customer was typed here: it has got around, and its owner gets a new one. Themes announce what is typed by this
   * event (shopify.dev, storefront events, cart:discount-update); those that do not are not listened to in any other way.
   */
  async function tell(card, code) {
    const own = await ask(card.dataset.url);
    if (own?.code === code.toUpperCase()) return;
    const body = new URLSearchParams({ code });
    await fetch(card.dataset.url.replace(/offer$/, 'tried'), { method: 'POST', body, credentials: 'same-origin', redirect: 'error' }).catch(() => undefined);
  }

  document.addEventListener('shopify:cart:discount-update', (event) => {
    const card = document.querySelector('[data-perennial-offer][data-url]');
    const typed = event.discountCodes ?? event.detail?.discountCodes;
    if (!card || !Array.isArray(typed)) return;
    for (const entry of typed) {
      const code = typeof entry === 'string' ? entry : entry?.code;
      if (/^PRN-[0-9A-Z]{8,60}$/i.test(code ?? '')) void tell(card, code);
    }
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-perennial-copy]');
    if (button) void copy(button);
  });
  // Themes replace sections without loading the page again.
  document.addEventListener('shopify:section:load', (event) => fillAll(event.target));
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => fillAll(document));
  else fillAll(document);
})();
