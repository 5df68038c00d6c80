import { useFetcher } from '@remix-run/react';
import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface CodeIncidentProps {
  readonly incidentId: string;
  readonly kind: string;
  readonly code: string;
  readonly orderName: string | null;
  readonly foundAtMs: number;
}

/** What was wrong with discount codes, and what was done about it. */
export function CodesCard({ codes }: { codes: readonly CodeIncidentProps[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const what = ({ kind, orderName }: CodeIncidentProps) => (
    <BlockStack gap="050">
      <span>{t(`sync:codes.kind.${kind}`)}</span>
      {orderName === null ? null : (
        <Text as="span" variant="bodySm" tone="subdued">
          {t('sync:codes.orderName', { name: orderName })}
        </Text>
      )}
    </BlockStack>
  );
  const columns: Column<CodeIncidentProps>[] = [
    { key: 'what', heading: t('sync:codes.what'), cell: what },
    { key: 'code', heading: t('sync:codes.code'), cell: ({ code }) => <code>{code}</code> },
    { key: 'done', heading: t('sync:codes.done'), cell: ({ kind }) => t(`sync:codes.act.${kind}`) },
    { key: 'found', heading: t('sync:codes.found'), short: true, cell: ({ foundAtMs }) => formats.moment(foundAtMs) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('sync:codes.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('sync:codes.intro')} {codes.length === 0 ? t('sync:codes.none') : null}
          </Text>
          <CompareCodes />
        </BlockStack>
      </Box>
      {codes.length > 0 ? <RecordsTable caption={t('sync:codes.title')} columns={columns} rows={codes} rowKey={({ incidentId }) => incidentId} /> : null}
    </Card>
  );
}

function CompareCodes() {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ askedAtMs: number }>();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="compare-codes" />
      <InlineStack gap="300" blockAlign="center">
        <Button submit loading={fetcher.state !== 'idle'}>
          {t('sync:codes.check')}
        </Button>
        <Text as="span" tone="subdued">
          <span role="status" aria-live="polite">
            {fetcher.state === 'idle' && fetcher.data ? t('sync:codes.asked') : ''}
          </span>
        </Text>
      </InlineStack>
    </fetcher.Form>
  );
}
