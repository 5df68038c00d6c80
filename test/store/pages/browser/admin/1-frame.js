// The admin's side of App Bridge: speaks with the app in its frame. These files are sent as one script.
((admin) => {
  admin.words = JSON.parse(document.body.dataset.words);
  admin.frame = document.querySelector('.app-frame');
  const appOrigin = admin.frame?.dataset.appOrigin;
  const listeners = new Map();

  admin.tell = (type, payload = {}) => admin.frame.contentWindow.postMessage({ simulatedAdmin: type, ...payload }, appOrigin);
  admin.on = (type, listener) => listeners.set(type, listener);

  async function answer(id, work) {
    try {
      admin.tell('answer', { id, result: await work() });
    } catch (error) {
      admin.tell('answer', { id, error: error.message });
    }
  }
  admin.answers = (type, work) => admin.on(type, ({ id }) => void answer(id, work));

  admin.receive = (event) => {
    if (!admin.frame || event.source !== admin.frame.contentWindow || event.origin !== appOrigin) return;
    const type = event.data?.simulatedAdmin;
    if (!type) return;
    const listener = listeners.get(type);
    if (!listener) throw new Error(`The simulated admin does not know App Bridge’s message ${type}.`);
    listener(event.data);
  };

  async function asked(question) {
    const shop = encodeURIComponent(document.body.dataset.shop);
    const response = await fetch(`/_pages/${question}?shop=${shop}`);
    if (!response.ok) throw new Error(`The simulated store answered ${response.status} to ${question}.`);
    return response.json();
  }
  admin.answers('id-token', async () => (await asked('session-token')).token);
  admin.answers('extensions', () => asked('extensions'));
  admin.answers('scopes', () => asked('scopes'));
  admin.answers('user', async () => ({ accountAccess: 'full' }));
  admin.on('loading', ({ on }) => {
    document.querySelector('.loading').hidden = !on;
  });
})((window.simulatedAdmin = window.simulatedAdmin ?? {}));
