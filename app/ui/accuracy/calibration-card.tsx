// Whether a chance of 80 % happens in eight of ten cases: foretold against happened, by tenths of the customers.
import { BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { TestedPast } from '../../domain/churn/backtest/backtest.ts';
import { CalibrationChart, CalibrationSwatch } from '../charts/calibration-chart.tsx';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { ExplainTest, type TestBasis } from './basis-lines.tsx';

interface Row {
  readonly place: number;
  readonly customers: number;
  readonly meanChance: number;
  readonly happened: number;
}

export function CalibrationCard({ test, basis, horizonDays }: { test: TestedPast; basis: TestBasis; horizonDays: number }) {
  const { t } = useTranslation();
  const { number, share, percent, days } = useFormats();
  const rows: Row[] = test.calibration.map((band, i) => ({ place: i + 1, ...band }));
  const widest = rows.reduce((most, row) => (Math.abs(row.happened - row.meanChance) > Math.abs(most.happened - most.meanChance) ? row : most));
  const columns: Column<Row>[] = [
    { key: 'place', heading: t('accuracy:calibration.tenth'), cell: ({ place }) => t('accuracy:calibration.place', { place: number(place) }) },
    { key: 'customers', heading: t('segments:table.customers'), numeric: true, cell: ({ customers }) => number(customers) },
    { key: 'foretold', heading: t('accuracy:calibration.foretold'), numeric: true, cell: ({ meanChance }) => share(meanChance) },
    { key: 'happened', heading: t('accuracy:calibration.happened'), numeric: true, cell: ({ happened }) => share(happened) },
  ];
  const sentence = t('accuracy:calibration.sentence', { place: number(widest.place), foretold: percent(widest.meanChance), happened: percent(widest.happened) });
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('accuracy:calibration.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('accuracy:calibration.intro', { days: days(horizonDays) })}
            </Text>
            <Text as="p">{sentence}</Text>
            <ExplainTest of={t('accuracy:calibration.title')} note={t('accuracy:calibration.note')} basis={basis} />
          </BlockStack>
          <CalibrationChart label={`${t('accuracy:calibration.chart')} ${sentence}`} bands={rows.map(({ meanChance, happened }) => ({ foretold: meanChance, happened }))} ends={[percent(0), percent(1)]} />
          <InlineStack gap="400">
            {(['foretold', 'happened'] as const).map((of) => (
              <Text as="span" variant="bodySm" key={of}>
                <CalibrationSwatch of={of} /> {t(`accuracy:calibration.${of}`)}
              </Text>
            ))}
          </InlineStack>
        </BlockStack>
      </Box>
      <RecordsTable compact caption={t('accuracy:calibration.title')} columns={columns} rows={rows} rowKey={({ place }) => String(place)} />
    </Card>
  );
}
