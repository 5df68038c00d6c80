import { Box, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import type { OrdersLedgerProps } from './orders-ledger.tsx';

export interface FreshnessProps {
  readonly fullCount: (OrdersLedgerProps & { readonly asOfMs: number; readonly finishedAtMs: number }) | null;
  readonly running: boolean;
  readonly changesWaiting: number;
}

/** Of the whole page, outside its cards: on a narrow screen those reach the edges. */
export function PageAsOf({ freshness }: { freshness: FreshnessProps }) {
  return (
    <Box paddingInline={{ xs: '400', sm: '0' }}>
      <AsOf freshness={freshness} />
    </Box>
  );
}

/** When the figures were computed, in which currency and time zone, and what has come in since: that leads to how well we are in step. */
export function AsOf({ freshness }: { freshness: FreshnessProps }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { fullCount, running, changesWaiting } = freshness;
  const parts = [
    fullCount ? t('asOf.computed', { moment: formats.moment(fullCount.asOfMs) }) : t('asOf.never'),
    t('asOf.currency', { currency: formats.currencyName(), code: formats.shop.currencyCode }),
    t('asOf.timeZone', { zone: formats.shop.timeZone.replaceAll('_', ' ') }),
    ...(running ? [t('asOf.running')] : []),
  ];
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {parts.join(t('asOf.separator'))}
      {t('asOf.separator')}
      <Link url="/app/sync">{t('asOf.waiting', { count: changesWaiting, number: formats.number(changesWaiting) })}</Link>
    </Text>
  );
}
