import { BlockStack, Box, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { LapsePart, LapseParts as Parts } from '../../../domain/glossary.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import type { OutlookProps } from './outlook-card.tsx';

/** In the order in which they are told. */
const TOLD: readonly LapsePart[] = ['model', 'shop', 'purchases', 'known', 'spend'];

interface LapsePartsProps {
  parts: Parts;
  /** What they add up to, 0 to 1. */
  chance: number;
  facts: Readonly<Record<string, number>>;
  outlook: OutlookProps | null;
}

/** The chance of no purchase, part by part: what the model says, and what the shop's past adds or takes. The log-odds add up exactly. */
export function LapseParts({ parts, chance, facts, outlook }: LapsePartsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const signed = (thousandths: number) => `${thousandths < 0 ? '−' : '+'}${formats.fixed(Math.abs(thousandths) / 1000, 3)}`;
  const alone = 1 / (1 + Math.exp(-(parts.model ?? 0) / 1000));
  const often = facts['purchaseDays'] === 1 ? 'once' : 'often';
  const wordsOf = (part: LapsePart, logOdds: number): string => {
    if (part === 'model') return t('customers:lapse.model', { chance: formats.percent(alone) });
    const way = logOdds > 0 ? 'up' : 'down';
    return t(part === 'purchases' ? `customers:lapse.purchases.${often}.${way}` : `customers:lapse.${part}.${way}`);
  };
  const rows = TOLD.map((part) => ({ part, logOdds: parts[part] ?? 0 })).filter(({ part, logOdds }) => part === 'model' || logOdds !== 0);
  const total = rows.reduce((sum, { logOdds }) => sum + logOdds, 0);
  const figure = (text: string) => (
    <Text as="span" variant="bodySm" numeric alignment="end">
      {text}
    </Text>
  );
  return (
    <Box paddingBlockStart="100">
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {t('customers:lapse.title', { horizon: formats.days(facts['horizonDays'] ?? 0) })}
        </Text>
        <BlockStack as="ul" gap="100">
          {rows.map(({ part, logOdds }) => (
            <li key={part}>
              <InlineStack align="space-between" gap="200" wrap={false}>
                <Text as="span" variant="bodySm">
                  {wordsOf(part, logOdds)}
                </Text>
                {figure(signed(logOdds))}
              </InlineStack>
            </li>
          ))}
          <li>
            <InlineStack align="space-between" gap="200" wrap={false}>
              <Text as="span" variant="bodySm" fontWeight="medium">
                {t('customers:lapse.sum', { chance: formats.percent(chance) })}
              </Text>
              {figure(signed(total))}
            </InlineStack>
          </li>
        </BlockStack>
        <Text as="p" variant="bodySm" tone="subdued">
          {t('customers:lapse.unit')}
          {outlook === null ? '' : ` ${t(`customers:lapse.learned.${outlook.lapse.outcome}`, { count: outlook.lapse.periods, from: formats.day(outlook.lapse.fromDay ?? '1970-01-01'), until: formats.day(outlook.lapse.untilDay ?? '1970-01-01') })}`}
        </Text>
      </BlockStack>
    </Box>
  );
}
