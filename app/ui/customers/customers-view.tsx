import { Badge, Box, Card, EmptySearchResult, IndexTable, InlineStack, Link, Text } from '@shopify/polaris';
import { useNavigate, useNavigation, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { LifecycleStage, RfmGroup } from '../../domain/glossary.ts';
import { RiskBadge } from '../alerts/risk-badge.tsx';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { AsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { ExplainOrders } from '../pieces/orders-ledger.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { CustomerLabel } from './customer-label.tsx';
import { CustomersFilters } from './customers-filters.tsx';
import styles from './customers-view.module.css';
import { turned } from './list-address.ts';
import type { CustomerNames } from './use-customer-names.ts';

export interface CustomerRow {
  readonly customerId: string;
  readonly orders: number | null;
  readonly valueMinor: number | null;
  readonly lastOrderOn: string | null;
  readonly rfmGroup: RfmGroup | null;
  readonly lifecycleStage: LifecycleStage | null;
  readonly riskScore: number | null;
  readonly alertOpen: boolean;
  readonly optedOut: boolean;
}

const orNothing = <T,>(value: T | null, say: (value: T) => string) => (value === null ? NOTHING : say(value));

interface CustomersViewProps {
  rows: readonly CustomerRow[];
  matching: number;
  previous: string | null;
  next: string | null;
  /** What became of a search by name at Shopify; null when there was none. */
  search: 'found' | 'more' | 'unavailable' | null;
  /** The shop has customers at all. */
  any: boolean;
  segmentNames: { readonly groups: readonly string[]; readonly tiers: readonly string[]; readonly stages: readonly string[] };
  freshness: FreshnessProps;
  names: CustomerNames;
}

export function CustomersView({ rows, matching, previous, next, search, any, segmentNames, freshness, names }: CustomersViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const { state, location } = useNavigation();
  const [params] = useSearchParams();
  const loading = state === 'loading' && location.pathname === '/app/customers';
  if (!any) {
    return (
      <AppPage title={t('customers:title')}>
        <EmptyCard title={t('customers:none.title')} body={t('customers:none.body')} action={{ label: t('segments:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  return (
    <AppPage title={t('customers:title')}>
      <Card padding="0">
        <div className={styles['filters']}>
          <CustomersFilters loading={loading} names={segmentNames} />
        </div>
        <Box paddingInline="400" paddingBlock="200">
          <InlineStack align="space-between" gap="200">
            <Text as="p" tone="subdued">
              <span role="status">{t('customers:matching', { count: matching, number: formats.number(matching) })}</span>
              {search === 'more' ? ` ${t('customers:searchMore')}` : ''}
            </Text>
            <AsOf freshness={freshness} />
            <ExplainOrders ledger={freshness.fullCount} />
          </InlineStack>
          {search === 'unavailable' ? (
            <div role="alert">
              <Text as="p" tone="critical">
                {t('customers:searchUnavailable')}
              </Text>
            </div>
          ) : null}
        </Box>
        <div className={styles['list']} aria-busy={loading}>
          <IndexTable
            resourceName={{ singular: t('customers:one'), plural: t('customers:many') }}
            itemCount={rows.length}
            selectable={false}
            headings={[
              { title: t('customers:column.customer') },
              { title: t('customers:column.orders'), alignment: 'end' },
              { title: t('customers:column.value'), alignment: 'end' },
              { title: t('customers:column.lastOrder') },
              { title: t('customers:column.group') },
              { title: t('customers:column.stage') },
              { title: t('customers:column.risk') },
            ]}
            emptyState={<EmptySearchResult title={t('customers:nothing.title')} description={t('customers:nothing.body')} />}
            pagination={{
              hasPrevious: previous !== null,
              hasNext: next !== null,
              previousTooltip: t('paging.previous'),
              nextTooltip: t('paging.next'),
              onPrevious: () => previous && navigate(turned(params, 'before', previous)),
              onNext: () => next && navigate(turned(params, 'after', next)),
            }}
          >
            {rows.map((row, position) => (
              <IndexTable.Row id={row.customerId} key={row.customerId} position={position}>
                <IndexTable.Cell>
                  <Link dataPrimaryLink url={`/app/customers/${row.customerId}`} removeUnderline monochrome>
                    <CustomerLabel customerId={row.customerId} names={names} />
                  </Link>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" numeric alignment="end">
                    {orNothing(row.orders, (orders) => formats.number(orders))}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" numeric alignment="end">
                    {orNothing(row.valueMinor, (minor) => formats.money(minor))}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>{orNothing(row.lastOrderOn, formats.day)}</IndexTable.Cell>
                <IndexTable.Cell>{row.rfmGroup ? <Badge>{t(`segments:group.${row.rfmGroup}.name`)}</Badge> : row.optedOut ? t('customers:notScored') : NOTHING}</IndexTable.Cell>
                <IndexTable.Cell>{row.lifecycleStage ? t(`segments:stage.${row.lifecycleStage}.name`) : NOTHING}</IndexTable.Cell>
                <IndexTable.Cell>
                  {row.riskScore === null ? NOTHING : <RiskBadge score={row.riskScore} />}
                  {row.alertOpen ? (
                    <Text as="span" visuallyHidden>
                      {t('customers:filter.alertOpen')}
                    </Text>
                  ) : null}
                </IndexTable.Cell>
              </IndexTable.Row>
            ))}
          </IndexTable>
        </div>
      </Card>
    </AppPage>
  );
}
