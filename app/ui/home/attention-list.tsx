import { Badge, BlockStack, Box, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Cause, RiskReason } from '../../domain/glossary.ts';
import { RiskBadge } from '../alerts/risk-badge.tsx';
import { useReasonWords } from '../alerts/use-reason-words.ts';
import { CustomerLabel } from '../customers/customer-label.tsx';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';

export interface AttentionAlert {
  readonly alertId: string;
  readonly customerId: string;
  readonly riskScore: number;
  readonly valueAtRiskMinor: number;
  readonly cause: Cause;
  readonly reasons: readonly RiskReason[];
}

/** The customers with most at stake, as a way into the alerts. */
export function AttentionList({ alerts, open, names }: { alerts: readonly AttentionAlert[]; open: number; names: CustomerNames }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const reasonWords = useReasonWords();
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('home:attention.title')}
          </Text>
          {open > 0 ? (
            <Button variant="plain" url="/app/alerts">
              {t('home:attention.all', { number: formats.number(open) })}
            </Button>
          ) : null}
        </InlineStack>
        {alerts.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('home:attention.none')}
          </Text>
        ) : (
          <BlockStack as="ul" gap="0">
            {alerts.map((alert) => (
              <Box as="li" key={alert.alertId} paddingBlock="200" borderBlockStartWidth="025" borderColor="border-secondary">
                <InlineStack align="space-between" blockAlign="start" gap="300">
                  <BlockStack gap="050">
                    <InlineStack gap="200" align="start" blockAlign="center">
                      <Link url={`/app/customers/${alert.customerId}`} removeUnderline>
                        <CustomerLabel customerId={alert.customerId} names={names} />
                      </Link>
                      <RiskBadge score={alert.riskScore} />
                      <Badge>{t(`alerts:cause.${alert.cause}.name`)}</Badge>
                    </InlineStack>
                    <Text as="span" variant="bodySm" tone="subdued">
                      {alert.reasons.slice(0, 1).map(reasonWords).join('')}
                    </Text>
                  </BlockStack>
                  <Text as="span" numeric>
                    {t('home:attention.value', { money: formats.money(alert.valueAtRiskMinor) })}
                  </Text>
                </InlineStack>
              </Box>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
