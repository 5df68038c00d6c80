import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { TestedPast } from '../../domain/churn/backtest/backtest.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { ExplainTest, type TestBasis } from './basis-lines.tsx';

type Row = TestedPast['bySegment'][number];

/** How many of each RFM group came back, against how many were foretold to. */
export function SegmentsCard({ test, basis, horizonDays }: { test: TestedPast; basis: TestBasis; horizonDays: number }) {
  const { t } = useTranslation();
  const { number, share, days } = useFormats();
  const columns: Column<Row>[] = [
    { key: 'group', heading: t('segments:groupHeading'), cell: ({ group }) => t(`segments:group.${group}.name`) },
    { key: 'customers', heading: t('segments:table.customers'), numeric: true, cell: ({ customers }) => number(customers) },
    { key: 'expected', heading: t('accuracy:segments.expected'), numeric: true, cell: ({ expectedBack }) => number(expectedBack) },
    { key: 'back', heading: t('accuracy:called.back'), numeric: true, cell: ({ cameBack }) => number(cameBack) },
    { key: 'share', heading: t('accuracy:segments.share'), numeric: true, cell: ({ customers, cameBack }) => share(cameBack / customers) },
  ];
  const all = test.bySegment.reduce((sum, row) => ({ expected: sum.expected + row.expectedBack, back: sum.back + row.cameBack }), { expected: 0, back: 0 });
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('accuracy:segments.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('accuracy:segments.intro', { days: days(horizonDays), expected: number(all.expected), back: number(all.back) })}
          </Text>
          <ExplainTest of={t('accuracy:segments.title')} note={t('accuracy:segments.note')} basis={basis} />
        </BlockStack>
      </Box>
      <RecordsTable compact caption={t('accuracy:segments.title')} columns={columns} rows={test.bySegment} rowKey={({ group }) => group} />
    </Card>
  );
}
