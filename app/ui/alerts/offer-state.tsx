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

export const CODE_TONES = { planned: 'info', created: 'success', redeemed: 'success', revoking: 'info', reissuing: 'warning', revoked: undefined, failed: 'critical' } as const;

/** Withdrawn for a reason that the merchant should know. */
const TOLD_WHY = ['leaked', 'refunded', 'ended-by-hand'];

export function CodeStateBadge({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Badge tone={CODE_TONES[state as keyof typeof CODE_TONES]}>{t(`alerts:offer.state.${state}`)}</Badge>;
}

/** The reward of an alert: being made, made (with the code to copy), used, replaced, withdrawn and why, or failed with what to do. */
export function OfferState({ offer }: { offer: OfferProps }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const terms = t('alerts:offer.terms', { percent: formats.percent(offer.percentage), until: formats.dayOfMoment(offer.endsAtMs) });
  const words = () => {
    if (offer.state === 'failed') return t('alerts:offer.failed');
    if (offer.state === 'planned') return t('alerts:offer.making');
    if (offer.state === 'reissuing') return t('alerts:offer.replacing');
    return offer.state === 'revoked' && offer.error !== null && TOLD_WHY.includes(offer.error) ? t(`alerts:offer.why.${offer.error}`) : terms;
  };
  const copy = () => {
    void navigator.clipboard.writeText(offer.code).then(() => showDone(t('alerts:offer.copied')));
  };
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" align="start" blockAlign="center">
        {offer.state === 'planned' ? <Spinner size="small" accessibilityLabel={t('alerts:offer.making')} /> : null}
        <CodeStateBadge state={offer.state} />
        {['planned', 'failed', 'reissuing'].includes(offer.state) ? null : <code className={styles['code']}>{offer.code}</code>}
        {offer.state === 'created' ? (
          <Button variant="plain" onClick={copy} accessibilityLabel={t('alerts:offer.copyCode', { code: offer.code })}>
            {t('alerts:offer.copy')}
          </Button>
        ) : null}
      </InlineStack>
      <Text as="p" variant="bodySm" tone={offer.state === 'failed' ? 'critical' : 'subdued'}>
        {words()}
      </Text>
    </BlockStack>
  );
}
