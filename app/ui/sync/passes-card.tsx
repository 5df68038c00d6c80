import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface PassProps {
  readonly kind: 'hot' | 'deep';
  readonly last: { readonly startedAtMs: number; readonly finishedAtMs: number; readonly rowsCompared: number; readonly differences: number } | null;
  readonly running: { readonly startedAtMs: number; readonly rowsCompared: number } | null;
  readonly failed: boolean;
  readonly nextAtMs: number | null;
}

export function PassesCard({ passes }: { passes: readonly PassProps[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<PassProps>[] = [
    {
      key: 'kind',
      heading: t('sync:passes.kind'),
      cell: ({ kind }) => (
        <BlockStack gap="050">
          <Text as="span" fontWeight="medium">
            {t(`sync:pass.${kind}.name`)}
          </Text>
          <Text as="span" variant="bodySm" tone="subdued">
            {t(`sync:pass.${kind}.what`)}
          </Text>
        </BlockStack>
      ),
    },
    {
      key: 'last',
      heading: t('sync:passes.last'),
      short: true,
      cell: ({ last, failed }) => (
        <BlockStack gap="050">
          <span>{last ? formats.moment(last.finishedAtMs) : t('sync:passes.never')}</span>
          {failed ? (
            <Text as="span" variant="bodySm" tone="critical">
              {t('sync:passes.failed')}
            </Text>
          ) : null}
        </BlockStack>
      ),
    },
    { key: 'compared', heading: t('sync:passes.compared'), numeric: true, cell: ({ last }) => (last ? formats.number(last.rowsCompared) : NOTHING) },
    { key: 'differences', heading: t('sync:passes.differences'), numeric: true, cell: ({ last }) => (last ? formats.number(last.differences) : NOTHING) },
    {
      key: 'next',
      heading: t('sync:passes.next'),
      short: true,
      cell: ({ running, nextAtMs }) => (running ? t('sync:passes.running', { moment: formats.moment(running.startedAtMs) }) : nextAtMs === null ? NOTHING : t('sync:passes.about', { moment: formats.moment(nextAtMs) })),
    },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync:passes.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('sync:passes.intro')}
          </Text>
        </BlockStack>
      </Box>
      <RecordsTable caption={t('sync:passes.title')} columns={columns} rows={passes} rowKey={({ kind }) => kind} />
    </Card>
  );
}
