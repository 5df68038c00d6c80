// What @shopify/app-bridge-react puts on a page, as an embedded app that is bundled for the test.
import { Modal, NavMenu, SaveBar, TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

function App() {
  const shopify = useAppBridge();
  const [open, setOpen] = useState(false);
  const [unsaved, setUnsaved] = useState(false);
  const [loading, setLoading] = useState(false);
  const [said, say] = useState('');
  const [count, setCount] = useState(0);
  return (
    <>
      <NavMenu>
        <a href="/app" rel="home">
          Home
        </a>
        <a href="/app/alerts">Alerts {count}</a>
      </NavMenu>
      <TitleBar title={`Count ${count}`}>
        <button variant="primary" onClick={() => setCount(count + 1)}>
          Count
        </button>
      </TitleBar>
      <button onClick={() => setOpen(true)}>Open modal</button>
      <button onClick={() => setUnsaved(true)}>Edit</button>
      <p id="said">{said}</p>
      <SaveBar open={unsaved} onHide={() => say('bar hidden')}>
        <button
          variant="primary"
          loading={loading ? '' : undefined}
          onClick={() => {
            setLoading(true);
            setTimeout(() => {
              setLoading(false);
              setUnsaved(false);
              shopify.toast.show('Saved');
            }, 300);
          }}
        />
        <button onClick={() => setUnsaved(false)} />
      </SaveBar>
      <Modal open={open} onHide={() => setOpen(false)}>
        <p>Counted {count}</p>
        <button onClick={() => setCount(count + 10)}>Ten more</button>
        <TitleBar title="Modal">
          <button variant="primary" onClick={() => setOpen(false)}>
            Done
          </button>
        </TitleBar>
      </Modal>
    </>
  );
}

createRoot(document.querySelector('#root') as HTMLElement).render(<App />);
