import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface KeptProps {
  readonly table: string;
  /** Null: as long as Shopify holds it and the app is installed. */
  readonly days: number | null;
}

export function KeptCard({ kept, failedBodyDays }: { kept: readonly KeptProps[]; failedBodyDays: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<KeptProps>[] = [
    { key: 'name', heading: t('privacy:kept.heading'), cell: ({ table }) => t(`privacy:kept.${table}.name`) },
    { key: 'what', heading: t('privacy:kept.holds'), cell: ({ table }) => t(`privacy:kept.${table}.what`) },
    { key: 'days', heading: t('privacy:kept.howLong'), short: true, cell: ({ days }) => (days === null ? t('privacy:kept.installed') : formats.days(days)) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy:kept.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('privacy:kept.intro')}
          </Text>
          <Text as="p" tone="subdued">
            {t('privacy:kept.after', { days: formats.days(failedBodyDays) })}
          </Text>
        </BlockStack>
      </Box>
      <RecordsTable caption={t('privacy:kept.title')} columns={columns} rows={kept} rowKey={({ table }) => table} />
    </Card>
  );
}
