import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { RiskReason } from '../../../domain/glossary.ts';
import { RiskBadge } from '../../alerts/risk-badge.tsx';
import { useReasonWords } from '../../alerts/use-reason-words.ts';
import { ContributionBar, PartSwatch } from '../../charts/contribution-bar.tsx';
import { useFormats } from '../../formats/shop-formats.tsx';
import { LapseParts } from './lapse-parts.tsx';
import type { OutlookProps } from './outlook-card.tsx';

interface RiskCardProps {
  score: number | null;
  reasons: readonly RiskReason[];
  threshold: number;
  /** What the models stand on; null where they are being fitted anew. */
  outlook: OutlookProps | null;
}

/** The risk score and its parts, which add up to it. */
export function RiskCard({ score, reasons, threshold, outlook }: RiskCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const reasonWords = useReasonWords();
  const points = (reason: RiskReason) => t('customers:risk.points', { points: formats.number(reason.contribution, 1) });
  const parts = reasons.map((reason) => ({
    key: reason.indicator,
    points: reason.contribution,
    label: t('customers:risk.part', { name: t(`settings:indicator.${reason.indicator}.name`), points: points(reason) }),
  }));
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('customers:risk.title')}
          </Text>
          {score === null ? null : <RiskBadge score={score} />}
        </InlineStack>
        {score === null ? (
          <Text as="p" tone="subdued">
            {t('customers:risk.none')}
          </Text>
        ) : (
          <>
            <ContributionBar label={t('customers:risk.bar', { score: formats.number(score, 1), parts: formats.list(parts.map(({ label }) => label)) })} parts={parts} mark={threshold} />
            <BlockStack as="ul" gap="200">
              {reasons.map((reason, i) => (
                <li key={reason.indicator}>
                  <InlineStack gap="200" wrap={false}>
                    <PartSwatch index={i} />
                    <BlockStack gap="050">
                      <Text as="span" fontWeight="medium">
                        {parts[i]?.label}
                      </Text>
                      <Text as="span">{reasonWords(reason)}</Text>
                      <Text as="span" variant="bodySm" tone="subdued">
                        {t('customers:risk.arithmetic', { level: formats.number(reason.level, 3), weight: formats.percent(reason.weight), points: formats.number(reason.contribution, 1) })}
                      </Text>
                      {reason.logOddsParts ? <LapseParts parts={reason.logOddsParts} chance={reason.level} facts={reason.facts} outlook={outlook} /> : null}
                    </BlockStack>
                  </InlineStack>
                </li>
              ))}
            </BlockStack>
            <Text as="p" variant="bodySm" tone="subdued">
              {t('customers:risk.rule', { threshold: formats.number(threshold) })}
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
