// ui-modal and s-modal, shown over the app's page; the real one shows them over the whole admin.
((bridge) => {
  const STYLE = `
    dialog { border: 0; border-radius: 12px; padding: 0; color: #303030; width: min(620px, calc(100vw - 32px)); max-height: calc(100vh - 64px); box-shadow: 0 16px 48px rgb(0 0 0 / 30%); font: 14px/20px Inter, system-ui, sans-serif; }
    dialog[data-size="small"] { width: min(380px, calc(100vw - 32px)); }
    dialog[data-size="large"] { width: min(980px, calc(100vw - 32px)); }
    dialog[data-size="max"] { width: 100vw; height: 100vh; max-width: none; max-height: none; border-radius: 0; }
    dialog::backdrop { background: rgb(0 0 0 / 50%); }
    header { display: flex; align-items: center; justify-content: space-between; gap: 16px; padding: 12px 16px; background: #f3f3f3; }
    h2 { margin: 0; font-size: 14px; }
    footer { display: flex; justify-content: flex-end; gap: 8px; padding: 12px 16px; border-top: 1px solid #e3e3e3; }
    footer:empty { display: none; }
    button { font: inherit; font-weight: 550; border: 1px solid #8a8a8a; border-radius: 8px; padding: 6px 12px; background: #fff; color: #303030; cursor: pointer; min-height: 32px; }
    button.primary { background: #303030; border-color: #303030; color: #fff; }
    button.critical { background: #b5150f; border-color: #b5150f; color: #fff; }
    button:disabled { opacity: 0.5; cursor: default; }
    iframe { border: 0; width: 100%; height: 60vh; }
    .body { overflow: auto; }
  `;

  /** The frame of a dialog: heading, close button, body, footer. */
  function buildDialog(closed) {
    const dialog = document.createElement('dialog');
    dialog.innerHTML = '<header><h2 id="heading"></h2><button type="button" aria-label="Close">×</button></header><div class="body"></div><footer></footer>';
    dialog.setAttribute('aria-labelledby', 'heading');
    dialog.querySelector('header button').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', closed);
    return dialog;
  }

  class UiModal extends HTMLElement {
    constructor() {
      super();
      // Light DOM, so that the app's styles reach what it puts in.
      this.contentRoot = document.createElement('div');
      this.isOpen = false;
    }
    connectedCallback() {
      this.observer ??= bridge.watch(this, () => this.isOpen && this.dress());
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      this.observer = undefined;
      this.host?.remove();
      this.host = undefined;
    }
    build() {
      if (this.host) return;
      this.host = document.createElement('div');
      const shadow = this.host.attachShadow({ mode: 'open' });
      const style = document.createElement('style');
      style.textContent = STYLE;
      this.dialog = buildDialog(() => this.closed());
      this.dialog.querySelector('.body').append(document.createElement('slot'));
      shadow.append(style, this.dialog);
      this.host.append(this.contentRoot);
      document.body.append(this.host);
    }
    titleBar() {
      return this.querySelector('ui-title-bar');
    }
    dress() {
      const bar = this.titleBar();
      this.dialog.querySelector('h2').textContent = bar?.getAttribute('title') ?? document.title;
      this.dialog.dataset.size = this.variant;
      const footer = this.dialog.querySelector('footer');
      footer.replaceChildren(
        ...(bar ? bridge.actionsOf(bar) : []).map((action) => {
          const { label, variant, tone, disabled, loading } = bridge.pressable(action);
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = label;
          button.disabled = disabled || loading;
          button.className = tone === 'critical' ? 'critical' : variant === 'primary' ? 'primary' : '';
          button.addEventListener('click', () => action.click());
          return button;
        }),
      );
    }
    takeContent() {
      const { src } = this;
      if (src) {
        const frame = document.createElement('iframe');
        frame.title = this.titleBar()?.getAttribute('title') ?? 'Modal';
        frame.src = src;
        this.contentRoot.replaceChildren(frame);
        return;
      }
      // Plain HTML (not React, which fills `content` itself): what stands inside is shown.
      for (const child of [...this.children]) {
        if (!['UI-TITLE-BAR', 'UI-SAVE-BAR'].includes(child.tagName) && child.hasChildNodes()) this.contentRoot.append(...child.childNodes);
      }
    }
    get content() {
      return this.contentRoot;
    }
    set content(element) {
      this.contentRoot.replaceChildren(element);
    }
    get contentWindow() {
      return this.contentRoot.querySelector('iframe')?.contentWindow ?? null;
    }
    get variant() {
      return this.getAttribute('variant') ?? 'base';
    }
    set variant(size) {
      this.setAttribute('variant', size);
    }
    get src() {
      return this.getAttribute('src') ?? '';
    }
    set src(address) {
      this.setAttribute('src', address);
    }
    async show() {
      if (this.isOpen) return;
      this.build();
      this.isOpen = true;
      this.takeContent();
      this.dress();
      this.dialog.showModal();
      bridge.fire(this, 'show');
    }
    async hide() {
      if (this.isOpen) this.dialog.close();
    }
    async toggle() {
      return this.isOpen ? this.hide() : this.show();
    }
    closed() {
      if (!this.isOpen) return;
      this.isOpen = false;
      bridge.fire(this, 'hide');
    }
  }
  customElements.define('ui-modal', UiModal);

  class SModal extends HTMLElement {
    connectedCallback() {
      if (this.dialog) return;
      const shadow = this.attachShadow({ mode: 'open' });
      const style = document.createElement('style');
      style.textContent = STYLE;
      this.dialog = buildDialog(() => bridge.fire(this, 'hide'));
      this.dialog.querySelector('.body').innerHTML = '<slot></slot>';
      this.dialog.querySelector('footer').innerHTML = '<slot name="secondary-actions"></slot><slot name="primary-action"></slot>';
      shadow.append(style, this.dialog);
    }
    async showOverlay() {
      if (this.dialog.open) return;
      this.dialog.querySelector('h2').textContent = this.getAttribute('heading') ?? '';
      this.dialog.dataset.size = this.getAttribute('size') ?? 'base';
      this.dialog.showModal();
      bridge.fire(this, 'show');
    }
    async hideOverlay() {
      this.dialog.close();
    }
    async toggleOverlay() {
      return this.dialog.open ? this.hideOverlay() : this.showOverlay();
    }
  }
  customElements.define('s-modal', SModal);

  function modalById(id) {
    const element = document.getElementById(id);
    if (element instanceof UiModal) return { show: () => element.show(), hide: () => element.hide(), toggle: () => element.toggle() };
    if (element instanceof SModal) return { show: () => element.showOverlay(), hide: () => element.hideOverlay(), toggle: () => element.toggleOverlay() };
    throw new Error(`There is no ui-modal or s-modal with the id "${id}".`);
  }
  bridge.modal = {
    show: async (id) => modalById(id).show(),
    hide: async (id) => modalById(id).hide(),
    toggle: async (id) => modalById(id).toggle(),
  };

  customElements.define(
    's-app-window',
    class extends HTMLElement {
      show() {
        bridge.notImplemented('s-app-window');
      }
      toggle() {
        bridge.notImplemented('s-app-window');
      }
    },
  );
})(window.simulatedAppBridge);
