import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { Paging } from '../pieces/paging.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface EntryProps {
  readonly entryId: string;
  readonly atMs: number;
  readonly staff: string;
  readonly kind: 'names' | 'search' | 'export';
  readonly customers: number;
}

export function AccessCard({ entries, page, pages }: { entries: readonly EntryProps[]; page: number; pages: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<EntryProps>[] = [
    { key: 'at', heading: t('privacy:access.at'), short: true, cell: ({ atMs }) => formats.moment(atMs) },
    { key: 'staff', heading: t('privacy:access.staff'), cell: ({ staff }) => staff },
    { key: 'kind', heading: t('privacy:access.kind'), cell: ({ kind }) => t(`privacy:access.${kind}`) },
    { key: 'customers', heading: t('privacy:access.customers'), numeric: true, cell: ({ customers }) => formats.number(customers) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy:access.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(entries.length > 0 ? 'privacy:access.intro' : 'privacy:access.none')}
          </Text>
        </BlockStack>
      </Box>
      {entries.length > 0 ? <RecordsTable caption={t('privacy:access.title')} columns={columns} rows={entries} rowKey={({ entryId }) => entryId} /> : null}
      <Paging page={page} pages={pages} addressOf={(turned) => `/app/privacy?page=${turned}`} />
    </Card>
  );
}
