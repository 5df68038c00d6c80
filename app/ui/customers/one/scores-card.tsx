import { Badge, BlockStack, Card, InlineGrid, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { LifecycleStage, RfmGroup, ValueTier } from '../../../domain/glossary.ts';
import { NOTHING, useFormats } from '../../formats/shop-formats.tsx';
import { type GroupArea, type StageNumbers, useDefinitions } from '../../segments/use-definitions.ts';

export interface ScoresProps {
  readonly orders: number;
  readonly purchaseDays: number;
  readonly valueMinor: number;
  readonly firstOrderOn: string | null;
  readonly lastOrderOn: string | null;
  readonly recencyScore: number;
  readonly frequencyScore: number;
  readonly monetaryScore: number;
  readonly rfmGroup: RfmGroup;
  readonly valueTier: ValueTier;
  readonly lifecycleStage: LifecycleStage;
  readonly riskScore: number | null;
  readonly lapseChance: number | null;
  readonly expectedOrders: number | null;
  readonly expectedValueMinor: number | null;
  readonly computedAtMs: number;
}

interface ScoresCardProps {
  scores: ScoresProps;
  shopifyGroup: RfmGroup | null;
  areas: Record<RfmGroup, readonly GroupArea[]>;
  numbers: (StageNumbers & { readonly horizonDays: number; readonly basis: 'own' | 'prior-and-own' | 'prior'; readonly buyers: number; readonly repeatBuyers: number }) | null;
}

function Score({ name, score, about }: { name: string; score: number; about: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <BlockStack gap="050">
      <Text as="span" tone="subdued" variant="bodySm">
        {name}
      </Text>
      <Text as="span" variant="headingMd" numeric>
        {score > 0 ? t('customers:scoreOfFive', { score: formats.number(score) }) : NOTHING}
      </Text>
      <Text as="span" variant="bodySm" tone="subdued">
        {about}
      </Text>
    </BlockStack>
  );
}

/** Scores and names of one customer, each with what it says and why this customer has it. */
export function ScoresCard({ scores, shopifyGroup, areas, numbers }: ScoresCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const define = useDefinitions();
  const names = [
    { key: 'group', name: t(`segments:group.${scores.rfmGroup}.name`), about: define.group(scores.rfmGroup, areas[scores.rfmGroup]) },
    { key: 'tier', name: t(`segments:tier.${scores.valueTier}.name`), about: define.tier(scores.valueTier) },
    ...(numbers ? [{ key: 'stage', name: t(`segments:stage.${scores.lifecycleStage}.name`), about: define.stage(scores.lifecycleStage, numbers) }] : []),
  ];
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('customers:scores.title')}
        </Text>
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
          <Score name={t('customers:scores.recency')} score={scores.recencyScore} about={scores.lastOrderOn ? t('customers:scores.recencyAbout', { day: formats.day(scores.lastOrderOn) }) : t('customers:scores.noOrders')} />
          <Score name={t('customers:scores.frequency')} score={scores.frequencyScore} about={t('customers:scores.frequencyAbout', { count: scores.orders, number: formats.number(scores.orders) })} />
          <Score name={t('customers:scores.monetary')} score={scores.monetaryScore} about={t('customers:scores.monetaryAbout', { money: formats.money(scores.valueMinor) })} />
        </InlineGrid>
        <BlockStack as="ul" gap="300">
          {names.map(({ key, name, about }) => (
            <li key={key}>
              <BlockStack gap="050">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span" tone="subdued">
                    {t(`segments:${key}Heading`)}
                  </Text>
                  <Badge>{name}</Badge>
                </InlineStack>
                <Text as="span" variant="bodySm" tone="subdued">
                  {about}
                </Text>
                {key === 'group' && shopifyGroup && shopifyGroup !== scores.rfmGroup ? (
                  <Text as="span" variant="bodySm">
                    {t('customers:scores.shopifyDiffers', { group: t(`segments:group.${shopifyGroup}.name`) })}
                  </Text>
                ) : null}
              </BlockStack>
            </li>
          ))}
        </BlockStack>
        {numbers ? (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t('customers:forecast.title')}
            </Text>
            {scores.lapseChance === null ? (
              <Text as="p">{t('customers:forecast.none')}</Text>
            ) : (
              <>
                <Text as="p">
                  {t('customers:forecast.orders', {
                    chance: formats.percent(1 - scores.lapseChance),
                    days: formats.days(numbers.horizonDays),
                    expected: formats.number(scores.expectedOrders ?? 0, 1),
                  })}
                </Text>
                <Text as="p">{t('customers:forecast.value', { money: formats.moneyRounded(scores.expectedValueMinor ?? 0) })}</Text>
                <Text as="p" variant="bodySm" tone="subdued">
                  {t(`customers:forecast.basis.${numbers.basis}`, { buyers: formats.number(numbers.buyers), repeat: formats.number(numbers.repeatBuyers) })}
                </Text>
              </>
            )}
          </BlockStack>
        ) : null}
        <Text as="p" variant="bodySm" tone="subdued">
          {t('customers:scores.computed', { moment: formats.moment(scores.computedAtMs) })}
        </Text>
      </BlockStack>
    </Card>
  );
}
