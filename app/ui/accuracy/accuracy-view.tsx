import { Banner, BlockStack, Card, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../domain/churn/backtest/backtest.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { PageAsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import type { TestBasis } from './basis-lines.tsx';
import { CalibrationCard } from './calibration-card.tsx';
import { CalledCard } from './called-card.tsx';
import { DayForm } from './day-form.tsx';
import { ModelCard, type ModelProps } from './model-card.tsx';
import { QualityCard } from './quality-card.tsx';
import { SegmentsCard } from './segments-card.tsx';

interface AccuracyViewProps {
  model: ModelProps | null;
  horizonDays: number;
  threshold: number;
  days: { readonly first: string; readonly last: string } | null;
  day: {
    readonly asOf: string;
    readonly untilOn: string;
    readonly horizonDays: number;
    readonly state: 'ready' | 'asked' | 'failed' | 'none';
    readonly outOfDate: boolean;
    readonly computedAtMs: number | null;
    readonly result: { readonly backtest: Backtest; readonly basis: TestBasis } | null;
  };
  others: readonly string[];
  freshness: FreshnessProps;
}

export function AccuracyView({ model, horizonDays, threshold, days, day, others, freshness }: AccuracyViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  usePolling(day.state === 'asked');
  if (!model) {
    return (
      <AppPage title={t('accuracy:title')}>
        <EmptyCard title={t('accuracy:empty.title')} body={t('accuracy:empty.body')} action={{ label: t('segments:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  const { result } = day;
  const tested = result?.backtest.outcome === 'tested' ? result.backtest : null;
  return (
    <AppPage title={t('accuracy:title')}>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('accuracy:intro.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('accuracy:intro.body', { days: formats.days(horizonDays) })}
            </Text>
          </BlockStack>
          {days ? <DayForm key={day.asOf} days={days} asOf={day.asOf} others={others} asked={day.state === 'asked'} /> : null}
          {day.state === 'asked' ? (
            <div role="status">
              <InlineStack gap="200" blockAlign="center">
                <Spinner size="small" />
                <Text as="span">{t('accuracy:asked', { day: formats.day(day.asOf) })}</Text>
              </InlineStack>
            </div>
          ) : null}
          {day.computedAtMs === null ? null : (
            <Text as="p" variant="bodySm" tone="subdued">
              {t('accuracy:computed', { moment: formats.moment(day.computedAtMs) })}
            </Text>
          )}
        </BlockStack>
      </Card>
      {day.state === 'failed' ? (
        <Banner tone="critical" title={t('accuracy:failed.title')}>
          {t('accuracy:failed.body', { day: formats.day(day.asOf) })}
        </Banner>
      ) : null}
      {day.outOfDate && result ? (
        <Banner tone="warning" title={t('accuracy:outOfDate.title')}>
          {t('accuracy:outOfDate.body')}
        </Banner>
      ) : null}
      {tested && result ? (
        <>
          <CalledCard test={tested} basis={result.basis} horizonDays={day.horizonDays} threshold={threshold} untilOn={day.untilOn} asOf={day.asOf} />
          <QualityCard test={tested} basis={result.basis} horizonDays={day.horizonDays} />
          <CalibrationCard test={tested} basis={result.basis} horizonDays={day.horizonDays} />
          <SegmentsCard test={tested} basis={result.basis} horizonDays={day.horizonDays} />
        </>
      ) : (
        <NothingToShow day={day} days={days} horizonDays={horizonDays} />
      )}
      <ModelCard model={model} freshness={freshness} />
      <PageAsOf freshness={freshness} />
    </AppPage>
  );
}

/** Why there is nothing to hold against what happened, and what would change that. */
function NothingToShow({ day, days, horizonDays }: Pick<AccuracyViewProps, 'day' | 'days' | 'horizonDays'>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const test = day.result?.backtest;
  const settings = { label: t('accuracy:nothing.toSettings'), url: '/app/settings' };
  if (test?.outcome === 'too-few-buyers') {
    return (
      <EmptyCard
        title={t('accuracy:nothing.tooFew', { needed: formats.number(test.needed) })}
        body={t('accuracy:nothing.tooFewBody', { count: test.buyers, buyers: formats.number(test.buyers), day: formats.day(day.asOf), days: formats.days(day.horizonDays), needed: formats.number(test.needed) })}
        action={settings}
      />
    );
  }
  if (test?.outcome === 'not-over-yet' || !days) {
    return <EmptyCard title={t('accuracy:nothing.notOver')} body={t('accuracy:nothing.notOverBody', { days: formats.days(horizonDays) })} action={settings} />;
  }
  if (day.state === 'asked') return null;
  return <EmptyCard title={t('accuracy:nothing.none')} body={t('accuracy:nothing.noneBody', { day: formats.day(day.asOf) })} />;
}
