import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface TopicProps {
  readonly topic: string;
  readonly received: number;
  readonly waiting: number;
  readonly failed: number;
}

export function TopicsCard({ topics }: { topics: readonly TopicProps[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<TopicProps>[] = [
    { key: 'topic', heading: t('sync:topics.topic'), cell: ({ topic }) => topic },
    { key: 'received', heading: t('sync:topics.received'), numeric: true, cell: ({ received }) => formats.number(received) },
    { key: 'waiting', heading: t('sync:topics.waiting'), numeric: true, cell: ({ waiting }) => formats.number(waiting) },
    { key: 'failed', heading: t('sync:topics.failed'), numeric: true, cell: ({ failed }) => formats.number(failed) },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync:topics.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('sync:topics.intro')}
          </Text>
        </BlockStack>
      </Box>
      <RecordsTable caption={t('sync:topics.title')} columns={columns} rows={topics} rowKey={({ topic }) => topic} />
    </Card>
  );
}
