// Everything listens now: first what the app said while this script was on its way.
((admin) => {
  window.removeEventListener('message', window.keepEarly);
  window.addEventListener('message', admin.receive);
  for (const event of window.early) admin.receive(event);
})(window.simulatedAdmin);
