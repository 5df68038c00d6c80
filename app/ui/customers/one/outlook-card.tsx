import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { RiskReason } from '../../../domain/glossary.ts';
import { useFormats } from '../../formats/shop-formats.tsx';

export interface OutlookProps {
  readonly family: 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd';
  readonly chosenBy: string;
  readonly dropOutIdentified: boolean;
  readonly lapse: { readonly outcome: 'corrected' | 'model-stands' | 'too-little-past'; readonly horizonDays: number; readonly periods: number; readonly fromDay: string | null; readonly untilDay: string | null };
  readonly nextPurchase: { readonly day: string; readonly earliestDay: string; readonly latestDay: string; readonly withinDays: number; readonly share: number };
  readonly residualValueMinor: number;
  readonly yearlyDiscount: number;
  readonly aliveChance: number | null;
}

const MS_PER_DAY = 86_400_000;

function dayAfter(isoDay: string, days: number): string {
  return new Date(Date.parse(isoDay) + Math.round(days) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** When the next order comes, what is still to come in all, whether they are still a customer, and the model that says so. */
export function OutlookCard({ outlook, reasons, lastOrderOn }: { outlook: OutlookProps; reasons: readonly RiskReason[]; lastOrderOn: string | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { nextPurchase, aliveChance, family } = outlook;
  const { usualGapDays, purchaseDays } = reasons.find(({ indicator }) => indicator === 'rhythm')?.facts ?? {};
  const due = lastOrderOn !== null && usualGapDays !== undefined && purchaseDays !== undefined && purchaseDays > 1 ? dayAfter(lastOrderOn, usualGapDays) : null;
  const alive = aliveChance !== null ? 'known' : outlook.dropOutIdentified ? 'oneTime' : 'notIdentified';
  const lines = [
    { key: 'next', figure: t('customers:outlook.next.figure', { day: formats.day(nextPurchase.day) }), about: t('customers:outlook.next.about', { within: formats.days(nextPurchase.withinDays), share: formats.percent(nextPurchase.share), from: formats.day(nextPurchase.earliestDay), until: formats.day(nextPurchase.latestDay) }) },
    ...(due === null ? [] : [{ key: 'due', figure: formats.day(due), about: t('customers:outlook.due.about', { gap: formats.days(Math.max(1, Math.round(usualGapDays ?? 1))) }) }]),
    { key: 'residual', figure: formats.moneyRounded(outlook.residualValueMinor), about: t('customers:outlook.residual.about', { discount: formats.percent(outlook.yearlyDiscount) }) },
    { key: 'alive', figure: aliveChance === null ? t(`customers:outlook.alive.${alive}.figure`) : formats.percent(aliveChance), about: t(`customers:outlook.alive.${alive}.about`) },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customers:outlook.title')}
        </Text>
        <BlockStack as="ul" gap="300">
          {lines.map(({ key, figure, about }) => (
            <li key={key}>
              <BlockStack gap="050">
                <Text as="span" tone="subdued">
                  {t(`customers:outlook.${key}.name`)}
                </Text>
                <Text as="span" variant="headingSm">
                  {figure}
                </Text>
                <Text as="span" variant="bodySm" tone="subdued">
                  {about}
                </Text>
              </BlockStack>
            </li>
          ))}
        </BlockStack>
        <Text as="p" variant="bodySm" tone="subdued">
          {t('customers:outlook.model', { family: t(`customers:outlook.family.${family}`), chosen: t(`customers:outlook.chosenBy.${outlook.chosenBy}`) })}
        </Text>
      </BlockStack>
    </Card>
  );
}
