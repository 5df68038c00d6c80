import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineStack, Modal, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../app-bridge.ts';
import { useFormats } from '../../formats/shop-formats.tsx';

/** Takes a run back. It writes to Shopify for many customers, so it is asked once more. */
export function Undo({ runId, inPlace }: { runId: string; inPlace: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { state, data, submit } = useFetcher<{ readonly outcome: string }>();
  const [asking, setAsking] = useState(false);
  const told = useRef<unknown>(undefined);

  useEffect(() => {
    if (state !== 'idle' || !data || told.current === data) return;
    told.current = data;
    if (data.outcome === 'undoing') showDone(t('write-back:undo.asked'));
  }, [state, data, t]);

  const undo = () => {
    setAsking(false);
    void submit({ intent: 'undo-run' }, { method: 'post', action: `/app/write-back/${runId}` });
  };
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button onClick={() => setAsking(true)} loading={state !== 'idle'}>
          {t('write-back:undo.button')}
        </Button>
      </InlineStack>
      {state === 'idle' && data && data.outcome !== 'undoing' ? <Banner tone="warning">{t(data.outcome === 'not-finished' ? 'write-back:undo.notFinished' : 'write-back:undo.nothing')}</Banner> : null}
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('write-back:undo.title')}
        primaryAction={{ content: t('write-back:undo.button'), onAction: undo }}
        secondaryActions={[{ content: t('write-back:undo.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('write-back:undo.body', { count: inPlace, number: formats.number(inPlace) })}</Text>
        </Modal.Section>
      </Modal>
    </BlockStack>
  );
}
