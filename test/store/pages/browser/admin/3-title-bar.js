// The app's title bar: its title, its actions.
((admin) => {
  const heading = document.querySelector('.app-title');
  const actions = document.querySelector('.title-actions');
  let documentTitle = '';
  let barTitle = '';

  function showTitle() {
    heading.textContent = barTitle || documentTitle || 'Perennial';
    document.title = `${heading.textContent} · ${document.querySelector('.shop strong').textContent}`;
  }
  admin.on('title', ({ title }) => {
    documentTitle = title;
    showTitle();
  });

  admin.button = ({ label, variant, tone, disabled, loading }, pressed) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.disabled = Boolean(disabled || loading);
    if (loading) button.setAttribute('aria-busy', 'true');
    button.className = tone === 'critical' ? 'critical' : variant === 'primary' ? 'primary' : variant === 'breadcrumb' ? 'breadcrumb' : '';
    button.addEventListener('click', pressed);
    return button;
  };
  admin.on('title-bar', (bar) => {
    barTitle = bar.title;
    showTitle();
    actions.replaceChildren(...bar.actions.map((action, index) => admin.button(action, () => admin.tell('title-bar-action', { index }))));
  });
})(window.simulatedAdmin);
