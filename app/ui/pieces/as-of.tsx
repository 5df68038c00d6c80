import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import type { OrdersLedgerProps } from './orders-ledger.tsx';

export interface FreshnessProps {
  readonly fullCount: (OrdersLedgerProps & { readonly asOfMs: number; readonly finishedAtMs: number }) | null;
  readonly running: boolean;
  readonly changesWaiting: number;
}

/** When the figures were computed, in which currency and time zone, and what has come in since. */
export function AsOf({ freshness }: { freshness: FreshnessProps }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { fullCount, running, changesWaiting } = freshness;
  const parts = [
    fullCount ? t('asOf.computed', { moment: formats.moment(fullCount.asOfMs) }) : t('asOf.never'),
    t('asOf.currency', { currency: formats.currencyName(), code: formats.shop.currencyCode }),
    t('asOf.timeZone', { zone: formats.shop.timeZone.replaceAll('_', ' ') }),
    ...(changesWaiting > 0 ? [t('asOf.waiting', { count: changesWaiting, number: formats.number(changesWaiting) })] : []),
    ...(running ? [t('asOf.running')] : []),
  ];
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {parts.join(t('asOf.separator'))}
    </Text>
  );
}
