// The figures that matter, each with its ledger: what it counted and what it left out by which rule.
import { BlockStack, Box, InlineGrid, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { AsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { Lines } from '../pieces/explain.tsx';
import { OrdersLedger } from '../pieces/orders-ledger.tsx';
import { FigureCard } from './figure-card.tsx';

export interface FiguresProps {
  readonly figures: {
    readonly customers: { scored: number; buyers: number; repeatBuyers: number; known: number; merged: number; optedOut: number; notYetScored: number };
    readonly orders: { counted: number; netMinor: number };
    readonly expected: { customers: number; predicted: number; yearValueMinor: number };
    readonly risk: { openAlerts: number; valueAtRiskMinor: number };
  };
  readonly freshness: FreshnessProps;
  readonly horizonDays: number;
  readonly threshold: number;
}

export function Figures({ figures, freshness, horizonDays, threshold }: FiguresProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { customers, orders, expected, risk } = figures;
  const { number, money, moneyRounded, percent } = formats;
  const full = freshness.fullCount;
  // Written as what is taken away; a plain minus would make "-0".
  const less = (some: number) => number(0 - some);
  const note = (key: string, values: Record<string, string> = {}) => (
    <Text as="p" variant="bodySm" tone="subdued">
      {t(`home:figures.${key}`, values)}
    </Text>
  );
  return (
    <BlockStack gap="200">
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 5 }} gap="300">
        <FigureCard name={t('home:figures.customers')} value={number(customers.buyers)} beside={t('home:figures.customersBeside', { number: number(customers.known) })}>
          <Lines
            lines={[
              { label: t('home:figures.known'), value: number(customers.known) },
              { label: t('home:figures.merged'), value: less(customers.merged) },
              { label: t('home:figures.optedOut'), value: less(customers.optedOut) },
              { label: t('home:figures.notYetScored'), value: less(customers.notYetScored) },
              { label: t('home:figures.withoutOrders'), value: number(customers.buyers - customers.scored) },
              { label: t('home:figures.customers'), value: number(customers.buyers), total: true },
            ]}
          />
          {note('customersNote')}
          <AsOf freshness={freshness} />
        </FigureCard>
        <FigureCard
          name={t('home:figures.repeatRate')}
          value={customers.buyers > 0 ? percent(customers.repeatBuyers / customers.buyers) : t('home:figures.none')}
          beside={t('home:figures.repeatBeside', { number: number(customers.repeatBuyers) })}
        >
          <Lines
            lines={[
              { label: t('home:figures.repeatBuyers'), value: number(customers.repeatBuyers) },
              { label: t('home:figures.oneTimeBuyers'), value: number(customers.buyers - customers.repeatBuyers) },
              { label: t('home:figures.customers'), value: number(customers.buyers), total: true },
            ]}
          />
          {note('repeatNote')}
          <AsOf freshness={freshness} />
        </FigureCard>
        <FigureCard name={t('home:figures.orders')} value={number(orders.counted)} beside={t('home:figures.ordersBeside', { money: moneyRounded(orders.netMinor) })}>
          {full ? <OrdersLedger ledger={full} /> : null}
          <AsOf freshness={freshness} />
        </FigureCard>
        <FigureCard name={t('home:figures.atRisk')} value={number(risk.openAlerts)} beside={t('home:figures.atRiskBeside', { money: moneyRounded(risk.valueAtRiskMinor) })}>
          <Lines
            lines={[
              { label: t('home:figures.openAlerts'), value: number(risk.openAlerts) },
              { label: t('home:figures.valueAtRisk'), value: money(risk.valueAtRiskMinor) },
            ]}
          />
          {note('atRiskNote', { threshold: number(threshold) })}
          <Link url="/app/alerts">{t('home:figures.toAlerts')}</Link>
          <AsOf freshness={freshness} />
        </FigureCard>
        <FigureCard
          name={t('home:figures.expected', { days: formats.days(horizonDays) })}
          value={expected.predicted > 0 ? number(expected.customers) : t('home:figures.none')}
          beside={expected.predicted > 0 ? t('home:figures.expectedBeside', { money: moneyRounded(expected.yearValueMinor) }) : t('home:figures.tooLittle')}
        >
          <Lines
            lines={[
              { label: t('home:figures.predicted'), value: number(expected.predicted) },
              { label: t('home:figures.notPredicted'), value: number(customers.scored - expected.predicted) },
              { label: t('home:figures.expectedCustomers'), value: number(expected.customers, 1), total: true },
            ]}
          />
          {note('expectedNote', { days: formats.days(horizonDays) })}
          <AsOf freshness={freshness} />
        </FigureCard>
      </InlineGrid>
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <AsOf freshness={freshness} />
      </Box>
    </BlockStack>
  );
}
