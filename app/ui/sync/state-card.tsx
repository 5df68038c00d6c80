import { Badge, BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { AsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { Explain, Lines } from '../pieces/explain.tsx';
import { CheckNow } from './check-now.tsx';
import type { PassProps } from './passes-card.tsx';

export interface TotalsProps {
  readonly passes: number;
  readonly rowsCompared: number;
  readonly inFlight: number;
  readonly missing: number;
  readonly stale: number;
  readonly gone: number;
  readonly merged: number;
}

const KINDS = ['missing', 'stale', 'gone', 'merged'] as const;

/** Differences of 30 days, those that may only have been on their way left out. */
export const differencesOf = (totals: TotalsProps) => KINDS.reduce((sum, kind) => sum + totals[kind], 0);

interface StateCardProps {
  freshness: FreshnessProps;
  late: boolean;
  oldestWaitingAtMs: number | null;
  totals: TotalsProps;
  hot: PassProps | undefined;
}

export function StateCard({ freshness, late, oldestWaitingAtMs, totals, hot }: StateCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const found = differencesOf(totals);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('sync:state.title')}
          </Text>
          <Badge tone={late ? 'warning' : 'success'}>{t(late ? 'sync:state.late' : 'sync:state.inStep')}</Badge>
        </InlineStack>
        <BlockStack gap="100">
          <AsOf freshness={freshness} />
          {oldestWaitingAtMs === null ? null : (
            <Text as="p" variant="bodySm">
              {t('sync:state.oldest', { moment: formats.moment(oldestWaitingAtMs) })}
            </Text>
          )}
        </BlockStack>
        <BlockStack gap="100" inlineAlign="start">
          <Text as="p">
            {totals.passes === 0
              ? t('sync:totals.noPass')
              : found === 0
                ? t('sync:totals.none', { number: formats.number(totals.rowsCompared), count: totals.rowsCompared })
                : t('sync:totals.found', { number: formats.number(found), count: found, compared: formats.number(totals.rowsCompared) })}
          </Text>
          <Explain of={t('sync:totals.name')}>
            <Lines
              lines={[
                { label: t('sync:totals.passes'), value: formats.number(totals.passes) },
                { label: t('sync:totals.compared'), value: formats.number(totals.rowsCompared) },
                ...KINDS.map((kind) => ({ label: t(`sync:was.${kind}`), value: formats.number(totals[kind]) })),
                { label: t('sync:totals.name'), value: formats.number(found), total: true },
                { label: t('sync:totals.inFlight'), value: formats.number(totals.inFlight) },
              ]}
            />
            <Text as="p" variant="bodySm" tone="subdued">
              {t('sync:totals.note')}
            </Text>
          </Explain>
        </BlockStack>
        <Box>
          <CheckNow hot={hot} />
        </Box>
      </BlockStack>
    </Card>
  );
}
