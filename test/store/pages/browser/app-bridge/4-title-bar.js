// ui-title-bar: shown by the admin, with buttons that press the app's own.
((bridge) => {
  let shown = null;

  function pressable(element) {
    return {
      label: element.textContent.trim(),
      variant: element.getAttribute('variant') ?? '',
      tone: element.getAttribute('tone') ?? '',
      disabled: element.hasAttribute('disabled'),
      loading: element.hasAttribute('loading') && element.getAttribute('loading') !== 'false',
    };
  }
  const actionsOf = (element) => [...element.querySelectorAll('button, a')];
  bridge.actionsOf = actionsOf;
  bridge.pressable = pressable;

  class TitleBar extends HTMLElement {
    connectedCallback() {
      // Inside a modal it belongs to the modal.
      if (this.closest('ui-modal')) return;
      this.takeOver();
      this.observer ??= bridge.watch(this, () => this.register());
      this.register();
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      this.observer = undefined;
      if (shown !== this) return;
      shown = null;
      bridge.tell('title-bar', { title: '', actions: [] });
    }
    /** The last one connected is the one shown. */
    takeOver() {
      [shown] = [this];
    }
    register() {
      if (shown === this) bridge.tell('title-bar', { title: this.getAttribute('title') ?? '', actions: actionsOf(this).map(pressable) });
    }
  }
  customElements.define('ui-title-bar', TitleBar);
  bridge.on('title-bar-action', ({ index }) => shown && actionsOf(shown)[index]?.click());
})(window.simulatedAppBridge);
