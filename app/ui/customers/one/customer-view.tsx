import { BlockStack, Box, Card, InlineGrid, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ExclusionRule, RfmGroup, RiskReason } from '../../../domain/glossary.ts';
import { AlertItem, type AlertProps } from '../../alerts/alert-item.tsx';
import { useDismissal } from '../../alerts/use-dismissal.ts';
import { AppPage } from '../../pieces/app-page.tsx';
import { AsOf, type FreshnessProps } from '../../pieces/as-of.tsx';
import { usePolling } from '../../pieces/use-polling.ts';
import type { GroupArea } from '../../segments/use-definitions.ts';
import { type OrderRow, OrdersCard } from './orders-card.tsx';
import { FieldsCard, type FieldsProps } from './fields-card.tsx';
import { OutlookCard, type OutlookProps } from './outlook-card.tsx';
import { RiskCard } from './risk-card.tsx';
import { ScoresCard, type ScoresProps } from './scores-card.tsx';
import { ScoringSwitch } from './scoring-switch.tsx';
import type { CustomerNames } from '../use-customer-names.ts';
import { type CodeLine, CodesCard, type TagLine, TagsCard } from './written-card.tsx';

export interface CustomerViewProps {
  customer: {
    readonly customerId: string;
    readonly mergedIntoId: string | null;
    readonly mergedIds: readonly string[];
    readonly optedOut: boolean;
    readonly shopifyGroup: RfmGroup | null;
    readonly scores: (ScoresProps & { readonly reasons: readonly RiskReason[] }) | null;
    readonly outlook: OutlookProps | null;
    readonly orders: readonly OrderRow[];
    readonly ordersCounted: number;
    readonly ordersLeftOut: Partial<Record<ExclusionRule, number>>;
    readonly tags: readonly TagLine[];
    readonly fields: FieldsProps | null;
    readonly codes: readonly CodeLine[];
    readonly alerts: readonly AlertProps[];
    readonly freshness: FreshnessProps;
  };
  definitions: Parameters<typeof ScoresCard>[0]['numbers'];
  areas: Record<RfmGroup, readonly GroupArea[]>;
  threshold: number;
  unpaidAfterDays: number;
  names: CustomerNames;
}

/** Where this customer's scores are, when there are none. */
function WithoutScores({ mergedIntoId, optedOut }: { mergedIntoId: string | null; optedOut: boolean }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="100">
        <Text as="h2" variant="headingMd">
          {t('customers:unscored.title')}
        </Text>
        <Text as="p" tone="subdued">
          {mergedIntoId ? (
            <>
              {t('customers:unscored.merged')} <Link url={`/app/customers/${mergedIntoId}`}>{t('customers:number', { id: mergedIntoId })}</Link>
            </>
          ) : (
            t(optedOut ? 'customers:unscored.optedOut' : 'customers:unscored.notYet')
          )}
        </Text>
      </BlockStack>
    </Card>
  );
}

export function CustomerView({ customer, definitions, areas, threshold, unpaidAfterDays, names }: CustomerViewProps) {
  const { t } = useTranslation();
  const { customerId, scores, alerts, freshness } = customer;
  const dismissal = useDismissal();
  usePolling(customer.codes.some((code) => code.state === 'planned') || customer.fields?.waiting === true || freshness.changesWaiting > 0);
  const adminLink = (
    <Link url={`shopify://admin/customers/${customerId}`} target="_top">
      {t('customers:openInShopify')}
    </Link>
  );
  return (
    <AppPage title={t('customers:oneTitle')} back={{ label: t('customers:title'), url: '/app/customers' }} heading={names[customerId] ?? t('customers:number', { id: customerId })}>
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <Text as="p">
          {adminLink}
          {customer.mergedIds.length > 0 ? ` · ${t('customers:mergedHere', { count: customer.mergedIds.length })}` : ''}
        </Text>
        <AsOf freshness={freshness} />
      </Box>
      <InlineGrid columns={{ xs: 1, md: '2fr 1fr' }} gap="400" alignItems="start">
        <BlockStack gap="400">
          {scores ? <ScoresCard scores={scores} shopifyGroup={customer.shopifyGroup} areas={areas} numbers={definitions} /> : <WithoutScores mergedIntoId={customer.mergedIntoId} optedOut={customer.optedOut} />}
          {scores ? <RiskCard score={scores.riskScore} reasons={scores.reasons} threshold={threshold} outlook={customer.outlook} /> : null}
          {scores && customer.outlook ? <OutlookCard outlook={customer.outlook} reasons={scores.reasons} lastOrderOn={scores.lastOrderOn} /> : null}
          {alerts.length > 0 ? (
            <Card padding="0">
              <Box padding="400" paddingBlockEnd="0">
                <Text as="h2" variant="headingMd">
                  {t('customers:alerts')}
                </Text>
              </Box>
              {alerts.map((alert) => (
                <AlertItem key={alert.alertId} alert={alert} names={names} dismissal={dismissal} withoutCustomer />
              ))}
            </Card>
          ) : null}
          <OrdersCard orders={customer.orders} counted={customer.ordersCounted} leftOut={customer.ordersLeftOut} unpaidAfterDays={unpaidAfterDays} />
        </BlockStack>
        <BlockStack gap="400">
          <TagsCard tags={customer.tags} />
          <FieldsCard fields={customer.fields} />
          <CodesCard codes={customer.codes} />
          {customer.mergedIntoId ? null : <ScoringSwitch optedOut={customer.optedOut} />}
        </BlockStack>
      </InlineGrid>
    </AppPage>
  );
}
