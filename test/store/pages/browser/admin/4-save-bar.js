// Unsaved changes: Save and Discard in the top bar, a question before leaving.
((admin) => {
  const bar = document.querySelector('.save-bar');
  let state = { showing: false };

  /** @returns true where the merchant agrees. */
  function agreed(question, yes, no) {
    const dialog = document.createElement('dialog');
    const heading = document.createElement('h2');
    heading.id = 'question';
    heading.textContent = question;
    dialog.setAttribute('aria-labelledby', 'question');
    const row = document.createElement('div');
    row.className = 'answers';
    row.append(
      admin.button({ label: no }, () => dialog.close('')),
      admin.button({ label: yes, tone: 'critical' }, () => dialog.close('yes')),
    );
    dialog.append(heading, row);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => {
        dialog.remove();
        resolve(dialog.returnValue === 'yes');
      });
    });
  }

  /** For App Bridge: may the page be left? The app then discards what was unsaved itself. */
  const asksToLeave = () => (state.showing ? agreed(admin.words.leaveQuestion, admin.words.leave, admin.words.stay) : Promise.resolve(true));
  admin.mayLeave = async () => {
    const leaves = await asksToLeave();
    if (leaves && state.showing) {
      admin.tell('save-bar-action', { action: 'discard' });
      state = { showing: false };
      show();
    }
    return leaves;
  };
  admin.answers('leave-confirmation', asksToLeave);

  async function discard() {
    const { words } = admin;
    if (!state.discardConfirmation || (await agreed(words.discardQuestion, words.discardAll, words.keepEditing))) admin.tell('save-bar-action', { action: 'discard' });
  }
  function show() {
    bar.hidden = !state.showing;
    document.body.classList.toggle('unsaved', state.showing);
    if (!state.showing) {
      bar.replaceChildren();
      return;
    }
    const text = document.createElement('span');
    text.textContent = admin.words.unsavedChanges;
    const buttons = [];
    if (state.discard) buttons.push(admin.button({ ...state.discard, label: admin.words.discard }, () => void discard()));
    if (state.save) buttons.push(admin.button({ ...state.save, label: admin.words.save, variant: 'primary' }, () => admin.tell('save-bar-action', { action: 'save' })));
    bar.replaceChildren(text, ...buttons);
  }
  admin.on('save-bar', (told) => {
    state = told;
    show();
  });
  window.addEventListener('beforeunload', (event) => {
    if (state.showing) event.preventDefault();
  });
})(window.simulatedAdmin);
