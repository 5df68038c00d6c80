// How good the ranking and the chances were, each beside the plain rule it has to beat.
import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TestedPast } from '../../domain/churn/backtest/backtest.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { ExplainTest, type TestBasis } from './basis-lines.tsx';

export function QualityCard({ test, basis, horizonDays }: { test: TestedPast; basis: TestBasis; horizonDays: number }) {
  const { t } = useTranslation();
  const { number, percent, days } = useFormats();
  const { auc, recencyAuc, brier, buyers, lapsed, biasPercent, returning } = test;
  // The mean squared distance for somebody who knew the share in advance and said it of everybody: p (1 − p).
  const average = (lapsed / buyers) * (1 - lapsed / buyers);
  const cameBack = buyers - lapsed;
  const inside = cameBack >= returning.low && cameBack <= returning.high;
  const span = { days: days(horizonDays) };
  return (
    <Card>
      <BlockStack gap="500">
        <Text as="h2" variant="headingMd">
          {t('accuracy:quality.title')}
        </Text>
        <Finding
          title={t('accuracy:ranking.title')}
          explained={
            <ExplainTest
              of={t('accuracy:ranking.title')}
              note={t('accuracy:ranking.note')}
              lines={[
                { label: t('accuracy:ranking.pairsGone'), value: number(lapsed) },
                { label: t('accuracy:ranking.pairsBack'), value: number(cameBack) },
                ...(auc === null || recencyAuc === null ? [] : [{ label: t('accuracy:ranking.auc'), value: number(auc, 3) }, { label: t('accuracy:ranking.recencyAuc'), value: number(recencyAuc, 3) }]),
              ]}
              basis={basis}
            />
          }
        >
          {auc === null || recencyAuc === null
            ? t('accuracy:ranking.none')
            : t(auc > recencyAuc ? 'accuracy:ranking.better' : 'accuracy:ranking.worse', { share: percent(auc), recency: percent(recencyAuc) })}
        </Finding>
        <Finding
          title={t('accuracy:brier.title')}
          explained={<ExplainTest of={t('accuracy:brier.title')} note={t('accuracy:brier.note', span)} lines={[{ label: t('accuracy:brier.ours'), value: number(brier, 4) }, { label: t('accuracy:brier.average'), value: number(average, 4) }]} basis={basis} />}
        >
          {average === 0 ? t('accuracy:brier.certain', { ours: number(brier, 3) }) : t(brier < average ? 'accuracy:brier.better' : 'accuracy:brier.worse', { ours: number(brier, 3), average: number(average, 3), share: percent(Math.abs(1 - brier / average)) })}
        </Finding>
        <Finding
          title={t('accuracy:returning.title')}
          explained={
            <ExplainTest
              of={t('accuracy:returning.title')}
              note={t('accuracy:returning.note', { share: percent(returning.share) })}
              lines={[
                { label: t('accuracy:returning.customers'), value: number(returning.customers) },
                { label: t('accuracy:returning.expected'), value: number(returning.expected, 1) },
                { label: t('accuracy:returning.cameBack'), value: number(cameBack), total: true },
              ]}
              basis={basis}
            />
          }
        >
          {t(inside ? 'accuracy:returning.inside' : 'accuracy:returning.outside', { low: number(returning.low), high: number(returning.high), cameBack: number(cameBack), ...span })}
        </Finding>
        <Finding title={t('accuracy:bias.title')} explained={<ExplainTest of={t('accuracy:bias.title')} note={t('accuracy:bias.note', span)} basis={basis} />}>
          {biasPercent === null ? t('accuracy:bias.none') : t(biasPercent >= 0 ? 'accuracy:bias.tooMany' : 'accuracy:bias.tooFew', { share: percent(Math.abs(biasPercent) / 100) })}
        </Finding>
      </BlockStack>
    </Card>
  );
}

function Finding({ title, explained, children }: { title: string; explained: ReactNode; children: string }) {
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {title}
      </Text>
      <Text as="p">{children}</Text>
      {explained}
    </BlockStack>
  );
}
