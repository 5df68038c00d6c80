import { Badge, BlockStack, Button, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { showDone } from '../app-bridge.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import styles from './offer-state.module.css';

export interface OfferProps {
  readonly code: string;
  readonly state: string;
  readonly percentage: number;
  readonly endsAtMs: number;
  readonly error: string | null;
}

export const CODE_TONES = { planned: 'info', created: 'success', redeemed: 'success', revoked: undefined, failed: 'critical' } as const;

export function CodeStateBadge({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Badge tone={CODE_TONES[state as keyof typeof CODE_TONES]}>{t(`alerts:offer.state.${state}`)}</Badge>;
}

/** The reward of an alert: being made, made (with the code to copy), used, or failed with what to do. */
export function OfferState({ offer }: { offer: OfferProps }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const terms = t('alerts:offer.terms', { percent: formats.percent(offer.percentage), until: formats.dayOfMoment(offer.endsAtMs) });
  const copy = () => {
    void navigator.clipboard.writeText(offer.code).then(() => showDone(t('alerts:offer.copied')));
  };
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" align="start" blockAlign="center">
        {offer.state === 'planned' ? <Spinner size="small" accessibilityLabel={t('alerts:offer.making')} /> : null}
        <CodeStateBadge state={offer.state} />
        {offer.state === 'planned' || offer.state === 'failed' ? null : <code className={styles['code']}>{offer.code}</code>}
        {offer.state === 'created' ? (
          <Button variant="plain" onClick={copy} accessibilityLabel={t('alerts:offer.copyCode', { code: offer.code })}>
            {t('alerts:offer.copy')}
          </Button>
        ) : null}
      </InlineStack>
      <Text as="p" variant="bodySm" tone={offer.state === 'failed' ? 'critical' : 'subdued'}>
        {offer.state === 'failed' ? t('alerts:offer.failed') : offer.state === 'planned' ? t('alerts:offer.making') : terms}
      </Text>
    </BlockStack>
  );
}
