// "We would have called so many at risk; so many of them bought nothing": the headline, and the two questions after it.
import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CameBack, TestedPast } from '../../domain/churn/backtest/backtest.ts';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { ExplainTest, type TestBasis } from './basis-lines.tsx';

interface CalledCardProps {
  test: TestedPast;
  basis: TestBasis;
  asOf: string;
  untilOn: string;
  horizonDays: number;
  threshold: number;
}

type Row = CameBack & { readonly name: 'called' | 'alerted' | 'notCalled' };

export function CalledCard({ test, basis, asOf, untilOn, horizonDays, threshold }: CalledCardProps) {
  const { t } = useTranslation();
  const { number, percent, share, day, days } = useFormats();
  const { calledAtRisk: called, notCalled, alerted, buyers, lapsed } = test;
  const said = { day: day(asOf), days: days(horizonDays), count: called.customers, called: number(called.customers) };
  const gone = called.customers - called.cameBack;
  const rows: Row[] = [
    { name: 'called', ...called },
    { name: 'alerted', ...alerted },
    { name: 'notCalled', ...notCalled },
  ];
  const columns: Column<Row>[] = [
    { key: 'name', heading: t('accuracy:called.who'), cell: ({ name }) => t(`accuracy:called.${name}`) },
    { key: 'customers', heading: t('segments:table.customers'), numeric: true, cell: ({ customers }) => number(customers) },
    { key: 'gone', heading: t('accuracy:called.gone'), numeric: true, cell: ({ customers, cameBack }) => number(customers - cameBack) },
    { key: 'back', heading: t('accuracy:called.back'), numeric: true, cell: ({ cameBack }) => number(cameBack) },
    { key: 'share', heading: t('accuracy:called.share'), numeric: true, cell: ({ customers, cameBack }) => (customers > 0 ? share((customers - cameBack) / customers) : NOTHING) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('accuracy:called.title')}
          </Text>
          <Text as="p" variant="bodyLg">
            {called.customers === 0
              ? t('accuracy:called.nobody', said)
              : t('accuracy:called.sentence', { ...said, gone: number(gone), share: percent(gone / called.customers), back: number(called.cameBack) })}
          </Text>
          <Text as="p" tone="subdued">
            {t('accuracy:called.compare', { buyers: number(buyers), lapsed: number(lapsed), share: percent(lapsed / buyers), days: days(horizonDays) })}
          </Text>
          <ExplainTest
            of={t('accuracy:called.title')}
            note={t('accuracy:called.note', { threshold: number(threshold), from: day(asOf), until: day(untilOn) })}
            lines={[
              { label: t('accuracy:called.buyers'), value: number(buyers) },
              { label: t('accuracy:called.notCalled'), value: number(0 - notCalled.customers) },
              { label: t('accuracy:called.called'), value: number(called.customers), total: true },
            ]}
            basis={basis}
          />
        </BlockStack>
      </Box>
      <RecordsTable compact caption={t('accuracy:called.title')} columns={columns} rows={rows} rowKey={({ name }) => name} />
      <Box padding="400">
        <Text as="p" variant="bodySm" tone="subdued">
          {t('accuracy:called.alertedNote')}
        </Text>
      </Box>
    </Card>
  );
}
