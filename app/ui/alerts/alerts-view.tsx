import { Bleed, BlockStack, Box, Card, Link, Tabs, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { AsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { ExplainOrders } from '../pieces/orders-ledger.tsx';
import { Paging } from '../pieces/paging.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import { AlertItem, type AlertProps } from './alert-item.tsx';
import styles from './alerts-view.module.css';
import { MakeAll } from './make-all.tsx';
import { useDismissal } from './use-dismissal.ts';

interface AlertsViewProps {
  tab: 'open' | 'closed';
  alerts: readonly AlertProps[];
  openCount: number;
  closedCount: number;
  openValueMinor: number;
  page: number;
  pages: number;
  threshold: number;
  highestRiskScore: number | null;
  offer: { readonly percentage: number; readonly validDays: number };
  freshness: FreshnessProps;
  names: CustomerNames;
  onTab: (tab: 'open' | 'closed') => void;
}

const TABS = ['open', 'closed'] as const;

export function AlertsView(props: AlertsViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { tab, alerts, openCount, closedCount, openValueMinor, page, pages, threshold, highestRiskScore, offer, freshness, names, onTab } = props;
  const dismissal = useDismissal();
  // A code that is being made is there within seconds.
  usePolling(alerts.some((alert) => alert.offer?.state === 'planned'));
  const nobody = highestRiskScore !== null && highestRiskScore > threshold ? 'alerts:none.smallStakes' : 'alerts:none.open';
  const empty = tab === 'closed' ? 'alerts:none.closed' : freshness.fullCount ? nobody : 'alerts:none.notScored';
  const turn = (to: number) => `/app/alerts?${new URLSearchParams({ ...(tab === 'closed' ? { tab } : {}), page: String(to) })}`;
  return (
    <AppPage title={t('alerts:title')}>
      <Card>
        <BlockStack gap="150">
          <Text as="h2" variant="headingMd">
            {t('alerts:summary', { count: openCount, number: formats.number(openCount), money: formats.money(openValueMinor) })}
          </Text>
          <Text as="p" tone="subdued">
            {t('alerts:rule', { threshold: formats.number(threshold), percent: formats.percent(offer.percentage), days: formats.days(offer.validDays) })}{' '}
            <Link url="/app/settings">{t('alerts:toSettings')}</Link>
          </Text>
          {tab === 'open' && alerts.some((alert) => !alert.offer) ? <MakeAll offer={offer} /> : null}
          <AsOf freshness={freshness} />
          <ExplainOrders ledger={freshness.fullCount} />
        </BlockStack>
      </Card>
      <Card padding="0">
        <div className={styles['tabs']}>
          <Tabs
            tabs={TABS.map((id) => ({ id: `alerts-${id}`, content: t(`alerts:tab.${id}`, { number: formats.number(id === 'open' ? openCount : closedCount) }), panelID: 'alerts-panel' }))}
            selected={TABS.indexOf(tab)}
            onSelect={(index) => onTab(TABS[index] ?? 'open')}
          />
        </div>
        <Bleed>
          <div id="alerts-panel" role="tabpanel" aria-labelledby={`alerts-${tab}`}>
            {alerts.length === 0 ? (
              <Box padding="400">
                <BlockStack gap="100">
                  <Text as="h3" variant="headingSm">
                    {t(`${empty}.title`)}
                  </Text>
                  <Text as="p" tone="subdued">
                    {t(`${empty}.body`, { threshold: formats.number(threshold) })}
                    {empty === 'alerts:none.open' && highestRiskScore !== null ? ` ${t('alerts:none.highest', { score: formats.fixed(highestRiskScore, 1) })}` : null}
                  </Text>
                </BlockStack>
              </Box>
            ) : (
              alerts.map((alert) => <AlertItem key={alert.alertId} alert={alert} names={names} dismissal={dismissal} />)
            )}
          </div>
        </Bleed>
        <Paging page={page} pages={pages} addressOf={turn} divided />
      </Card>
    </AppPage>
  );
}
