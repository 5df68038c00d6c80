// Which model the forecasts of today stand on, how it was chosen, and what it foretells in sum.
import { BlockStack, Box, Card, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Basis } from '../../domain/lifetime/basis.ts';
import type { FamilyChoice } from '../../domain/lifetime/choose-family.ts';
import type { ReturningForecast } from '../../domain/lifetime/forecasts/returning-customers.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import type { FreshnessProps } from '../pieces/as-of.tsx';
import { ExplainOrders } from '../pieces/orders-ledger.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface ModelProps {
  readonly choice: FamilyChoice;
  readonly splitOn: string | null;
  readonly basis: Basis;
  readonly dropOutIdentified: boolean;
  readonly buyers: number;
  readonly repeatBuyers: number;
  readonly returning: ReturningForecast;
  readonly correction: 'corrected' | 'model-stands' | 'too-little-past';
  readonly practised: readonly { readonly from: string; readonly until: string }[];
}

interface Row {
  readonly family: FamilyChoice['family'];
  readonly logLikelihood: number;
}

export function ModelCard({ model, freshness }: { model: ModelProps; freshness: FreshnessProps }) {
  const { t } = useTranslation();
  const { number, percent, day, days, list } = useFormats();
  const { choice, splitOn, returning, buyers, repeatBuyers } = model;
  const compared = choice.heldOutLogLikelihood ?? choice.logEvidence;
  const rows: Row[] = compared ? (Object.entries(compared) as [Row['family'], number][]).map(([family, logLikelihood]) => ({ family, logLikelihood })) : [];
  const best = Math.max(...rows.map(({ logLikelihood }) => logLikelihood));
  const columns: Column<Row>[] = [
    { key: 'family', heading: t('accuracy:model.family'), cell: ({ family }) => `${t(`accuracy:family.${family}.name`)}${family === choice.family ? t('accuracy:model.chosenMark') : ''}` },
    { key: 'likelihood', heading: t(choice.by === 'evidence' ? 'accuracy:model.evidence' : 'accuracy:model.likelihood'), numeric: true, cell: ({ logLikelihood }) => number(logLikelihood, 1) },
    { key: 'behind', heading: t('accuracy:model.behind'), numeric: true, cell: ({ logLikelihood }) => number(best - logLikelihood, 1) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('accuracy:model.title')}
          </Text>
          <Text as="p">{t('accuracy:model.chosen', { family: t(`accuracy:family.${choice.family}.name`), about: t(`accuracy:family.${choice.family}.about`) })}</Text>
          <Text as="p" tone="subdued">
            {t(`accuracy:model.by.${choice.by}`, { customers: number(choice.customers), day: splitOn === null ? '' : day(splitOn) })}
          </Text>
          <List>
            <List.Item>{t(`accuracy:model.basis.${model.basis}`, { buyers: number(buyers), repeatBuyers: number(repeatBuyers) })}</List.Item>
            <List.Item>{t(model.dropOutIdentified ? 'accuracy:model.dropOut' : 'accuracy:model.noDropOut')}</List.Item>
            <List.Item>{t(`accuracy:model.correction.${model.correction}`, { periods: list(model.practised.map(({ from, until }) => t('accuracy:model.period', { from: day(from), until: day(until) }))) })}</List.Item>
            {returning.customers > 0 ? (
              <List.Item>
                {t('accuracy:model.returning', { customers: number(returning.customers), days: days(returning.horizonDays), expected: number(returning.expected), low: number(returning.low), high: number(returning.high), share: percent(returning.share) })}
              </List.Item>
            ) : null}
          </List>
          <ExplainOrders ledger={freshness.fullCount} />
        </BlockStack>
      </Box>
      {rows.length > 0 ? <RecordsTable compact caption={t(`accuracy:model.table.${choice.by === 'evidence' ? 'evidence' : 'heldOut'}`)} columns={columns} rows={rows} rowKey={({ family }) => family} /> : null}
    </Card>
  );
}
