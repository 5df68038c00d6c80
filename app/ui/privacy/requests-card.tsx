import { useFetcher } from '@remix-run/react';
import { Badge, BlockStack, Box, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { type DownloadedFile, useDownload } from './use-download.ts';

export interface RequestProps {
  readonly requestId: string;
  /** Null for somebody who is no customer. */
  readonly customerId: string | null;
  readonly nobodyFound: boolean;
  readonly askedAtMs: number;
  readonly dueAtMs: number;
  readonly downloadedAtMs: number | null;
  readonly handedOverAtMs: number | null;
}

export function RequestsCard({ requests, nowMs }: { requests: readonly RequestProps[]; nowMs: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<RequestProps>[] = [
    { key: 'customer', heading: t('privacy:requests.customer'), cell: ({ customerId, requestId, nobodyFound }) => (customerId === null ? t(nobodyFound ? 'privacy:requests.nobody' : 'privacy:requests.guest', { id: requestId }) : <Link url={`/app/customers/${customerId}`}>{t('privacy:requests.customerName', { id: customerId })}</Link>) },
    { key: 'asked', heading: t('privacy:requests.asked'), short: true, cell: ({ askedAtMs }) => formats.dayOfMoment(askedAtMs) },
    { key: 'due', heading: t('privacy:requests.due'), short: true, cell: ({ dueAtMs }) => formats.dayOfMoment(dueAtMs) },
    { key: 'state', heading: t('privacy:requests.state'), cell: (request) => <State request={request} nowMs={nowMs} /> },
    { key: 'actions', heading: t('privacy:requests.actions'), cell: (request) => <Actions request={request} /> },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy:requests.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(requests.length > 0 ? 'privacy:requests.intro' : 'privacy:requests.none')}
          </Text>
        </BlockStack>
      </Box>
      {requests.length > 0 ? <RecordsTable caption={t('privacy:requests.title')} columns={columns} rows={requests} rowKey={({ requestId }) => requestId} /> : null}
    </Card>
  );
}

function State({ request: { dueAtMs, downloadedAtMs, handedOverAtMs }, nowMs }: { request: RequestProps; nowMs: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const badge = handedOverAtMs !== null ? <Badge tone="success">{t('privacy:requests.handedOver')}</Badge> : dueAtMs < nowMs ? <Badge tone="critical">{t('privacy:requests.overdue')}</Badge> : <Badge>{t('privacy:requests.open')}</Badge>;
  const at = handedOverAtMs ?? downloadedAtMs;
  return (
    <BlockStack gap="050" inlineAlign="start">
      {badge}
      {at === null ? null : (
        <Text as="span" variant="bodySm" tone="subdued">
          {t(handedOverAtMs === null ? 'privacy:requests.downloadedAt' : 'privacy:requests.handedOverAt', { moment: formats.moment(at) })}
        </Text>
      )}
    </BlockStack>
  );
}

function Actions({ request: { requestId, customerId, handedOverAtMs } }: { request: RequestProps }) {
  const { t, i18n } = useTranslation();
  const fetcher = useFetcher<{ readonly file: DownloadedFile | null }>();
  const busy = fetcher.state !== 'idle';
  useDownload(fetcher.data?.file);
  const ask = (fields: Record<string, string>) => fetcher.submit({ requestId, ...fields }, { method: 'post' });
  // Read aloud, so that one button differs from the next.
  const of = { id: customerId ?? t('privacy:requests.guest', { id: requestId }) };
  return (
    <InlineStack gap="200">
      <Button size="slim" disabled={busy} accessibilityLabel={t('privacy:requests.downloadPageOf', of)} onClick={() => ask({ intent: 'download', format: 'html', language: i18n.language })}>
        {t('privacy:requests.downloadPage')}
      </Button>
      <Button size="slim" disabled={busy} accessibilityLabel={t('privacy:requests.downloadJsonOf', of)} onClick={() => ask({ intent: 'download', format: 'json', language: i18n.language })}>
        {t('privacy:requests.downloadJson')}
      </Button>
      <Button size="slim" variant="tertiary" disabled={busy} accessibilityLabel={t(handedOverAtMs === null ? 'privacy:requests.markOf' : 'privacy:requests.unmarkOf', of)} onClick={() => ask({ intent: 'handed-over', done: handedOverAtMs === null ? 'yes' : 'no' })}>
        {t(handedOverAtMs === null ? 'privacy:requests.mark' : 'privacy:requests.unmark')}
      </Button>
    </InlineStack>
  );
}
