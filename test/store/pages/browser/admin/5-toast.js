// Short messages of the app, announced as a status.
((admin) => {
  const room = document.querySelector('.toasts');
  const shown = new Map();

  function hide(toast, event) {
    const entry = shown.get(toast);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.element.remove();
    shown.delete(toast);
    admin.tell('toast-event', { toast, event });
  }
  admin.on('toast-hide', ({ toast }) => hide(toast, 'hide'));
  admin.on('toast-show', ({ toast, message, durationMs, isError, action }) => {
    const element = document.createElement('div');
    element.className = isError ? 'toast error' : 'toast';
    const text = document.createElement('span');
    text.textContent = message;
    element.append(text);
    if (action) element.append(admin.button({ label: action }, () => hide(toast, 'action')));
    const close = admin.button({ label: '×' }, () => hide(toast, 'dismiss'));
    close.setAttribute('aria-label', admin.words.dismiss);
    element.append(close);
    room.append(element);
    shown.set(toast, { element, timer: setTimeout(() => hide(toast, 'dismiss'), durationMs) });
  });
})(window.simulatedAdmin);
