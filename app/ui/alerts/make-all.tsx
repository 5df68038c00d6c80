import { useFetcher } from '@remix-run/react';
import { Button, InlineStack, Modal, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../app-bridge.ts';
import { useFormats } from '../formats/shop-formats.tsx';

/** Offers for all open alerts that have none. Codes cost money, so it is asked once more. */
export function MakeAll({ offer }: { offer: { readonly percentage: number; readonly validDays: number } }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { state, data, submit } = useFetcher<{ readonly outcome: string; readonly offers?: number }>();
  const [asking, setAsking] = useState(false);
  const told = useRef<unknown>(undefined);

  useEffect(() => {
    if (state !== 'idle' || !data || told.current === data) return;
    told.current = data;
    const offers = data.offers ?? 0;
    showDone(t('alerts:makeAll.done', { count: offers, number: formats.number(offers) }));
  }, [state, data, t, formats]);

  const make = () => {
    setAsking(false);
    void submit({ intent: 'make-offers' }, { method: 'post', action: '/app/alerts' });
  };
  return (
    <InlineStack>
      <Button onClick={() => setAsking(true)} loading={state !== 'idle'}>
        {t('alerts:makeAll.button')}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('alerts:makeAll.title')}
        primaryAction={{ content: t('alerts:makeAll.confirm'), onAction: make }}
        secondaryActions={[{ content: t('alerts:makeAll.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('alerts:makeAll.body', { percent: formats.percent(offer.percentage), days: formats.days(offer.validDays) })}</Text>
        </Modal.Section>
      </Modal>
    </InlineStack>
  );
}
