import { Banner, BlockStack, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { type FreshnessProps, PageAsOf } from '../pieces/as-of.tsx';
import { AccessCard, type EntryProps } from './access-card.tsx';
import { KeptCard, type KeptProps } from './kept-card.tsx';
import { RequestsCard, type RequestProps } from './requests-card.tsx';

interface PrivacyViewProps {
  requests: readonly RequestProps[];
  waiting: { readonly requests: number; readonly dueAtMs: number } | null;
  unmatched: { readonly redactions: number; readonly lastAtMs: number } | null;
  entries: readonly EntryProps[];
  entryRows: number;
  kept: readonly KeptProps[];
  failedBodyDays: number;
  optedOut: number;
  page: number;
  pageRows: number;
  nowMs: number;
  freshness: FreshnessProps;
}

export function PrivacyView({ requests, waiting, unmatched, entries, entryRows, kept, failedBodyDays, optedOut, page, pageRows, nowMs, freshness }: PrivacyViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <AppPage title={t('privacy:title')} back={{ label: t('nav.settings'), url: '/app/settings' }}>
      {waiting ? (
        <Banner tone={waiting.dueAtMs < nowMs ? 'critical' : 'warning'} title={t('privacy:waiting.title', { count: waiting.requests, number: formats.number(waiting.requests) })}>
          {t(waiting.dueAtMs < nowMs ? 'privacy:waiting.overdue' : 'privacy:waiting.due', { day: formats.dayOfMoment(waiting.dueAtMs) })}
        </Banner>
      ) : null}
      {unmatched ? (
        <Banner tone="warning" title={t('privacy:unmatched.title', { count: unmatched.redactions, number: formats.number(unmatched.redactions) })}>
          {t('privacy:unmatched.about', { day: formats.dayOfMoment(unmatched.lastAtMs) })}
        </Banner>
      ) : null}
      <RequestsCard requests={requests} nowMs={nowMs} />
      <Card>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy:optOut.title')}
          </Text>
          <Text as="p">
            {t('privacy:optOut.count', { count: optedOut, number: formats.number(optedOut) })} <Link url="/app/customers?scoring=off">{t('privacy:optOut.show')}</Link>
          </Text>
          <Text as="p" tone="subdued">
            {t('privacy:optOut.about')}
          </Text>
        </BlockStack>
      </Card>
      <AccessCard entries={entries} page={page} pages={Math.max(1, Math.ceil(entryRows / pageRows))} />
      <KeptCard kept={kept} failedBodyDays={failedBodyDays} />
      <PageAsOf freshness={freshness} />
    </AppPage>
  );
}
