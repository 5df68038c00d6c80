// ui-save-bar, shopify.saveBar and <form data-save-bar>: shown by the admin, which also guards against leaving.
((bridge) => {
  let showing = null;

  function tell() {
    bridge.tell('save-bar', showing ? showing.describe() : { showing: false });
  }
  function show(bar) {
    if (showing === bar) return;
    showing?.hidden();
    showing = bar;
    tell();
    bar.shown();
  }
  function hide(bar) {
    if (showing !== bar) return;
    showing = null;
    tell();
    bar.hidden();
  }
  bridge.saveBarShowing = () => showing !== null;
  /** Resolves when the merchant agrees to leave, or has nothing unsaved; the promise stays open where they stay. */
  bridge.leaveConfirmation = async () => {
    if (!showing) return;
    const leaves = await bridge.ask('leave-confirmation', {}, 0);
    if (!leaves) await new Promise(() => undefined);
    showing?.discard();
    if (showing) hide(showing);
  };
  bridge.on('save-bar-action', ({ action }) => showing?.[action]());

  class SaveBar extends HTMLElement {
    connectedCallback() {
      this.bar ??= {
        describe: () => this.describe(),
        save: () => this.saveButton()?.click(),
        discard: () => this.discardButton()?.click(),
        shown: () => bridge.fire(this, 'show'),
        hidden: () => bridge.fire(this, 'hide'),
      };
      this.observer ??= bridge.watch(this, () => showing === this.bar && tell());
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      this.observer = undefined;
      hide(this.bar);
    }
    buttons() {
      return [...this.querySelectorAll('button')];
    }
    saveButton() {
      return this.buttons().find((button) => button.getAttribute('variant') === 'primary');
    }
    discardButton() {
      return this.buttons().find((button) => button.getAttribute('variant') !== 'primary');
    }
    describe() {
      const [save, discard] = [this.saveButton(), this.discardButton()];
      return {
        showing: true,
        save: save && bridge.pressable(save),
        discard: discard && bridge.pressable(discard),
        discardConfirmation: this.discardConfirmation,
      };
    }
    get discardConfirmation() {
      return this.hasAttribute('discardconfirmation') && this.getAttribute('discardconfirmation') !== 'false';
    }
    set discardConfirmation(wanted) {
      this.toggleAttribute('discardconfirmation', Boolean(wanted));
    }
    get showing() {
      return showing === this.bar;
    }
    async show() {
      show(this.bar);
    }
    async hide() {
      hide(this.bar);
    }
    async toggle() {
      if (this.showing) hide(this.bar);
      else show(this.bar);
    }
  }
  customElements.define('ui-save-bar', SaveBar);

  function barById(id) {
    const element = document.getElementById(id);
    if (!(element instanceof SaveBar)) throw new Error(`There is no ui-save-bar with the id "${id}".`);
    return element;
  }
  bridge.saveBar = {
    show: async (id) => barById(id).show(),
    hide: async (id) => barById(id).hide(),
    toggle: async (id) => barById(id).toggle(),
    leaveConfirmation: () => bridge.leaveConfirmation(),
  };

  // A form that says so gets a save bar as soon as something in it changes.
  const formBars = new WeakMap();
  function barOfForm(form) {
    if (!formBars.has(form)) {
      formBars.set(form, {
        describe: () => ({ showing: true, save: { label: '' }, discard: { label: '' }, discardConfirmation: form.hasAttribute('data-discard-confirmation') }),
        save: () => form.requestSubmit(),
        discard: () => form.reset(),
        shown: () => undefined,
        hidden: () => undefined,
      });
    }
    return formBars.get(form);
  }
  const savedForm = (event) => (event.target instanceof window.Element ? event.target.closest('form[data-save-bar]') : null);
  for (const type of ['input', 'change']) {
    document.addEventListener(type, (event) => {
      const form = savedForm(event);
      if (form) show(barOfForm(form));
    });
  }
  for (const type of ['submit', 'reset']) {
    document.addEventListener(type, (event) => {
      const form = savedForm(event);
      if (form) hide(barOfForm(form));
    });
  }
})(window.simulatedAppBridge);
