import { useNavigate } from '@remix-run/react';
import { BlockStack, Box, Card, Tabs, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CustomerNames } from '../../customers/use-customer-names.ts';
import { NOTHING, useFormats } from '../../formats/shop-formats.tsx';
import { Paging } from '../../pieces/paging.tsx';
import { type Column, RecordsTable } from '../../pieces/records-table.tsx';
import { useRunWords } from '../run-words.ts';
import { type Change, useChangeColumns } from '../use-change-columns.tsx';
import styles from './changes-card.module.css';

export interface ChangeProps extends Change {
  readonly state: string;
  readonly error: string | null;
  readonly appliedAtMs: number | null;
}

const FILTERS = ['all', 'waiting', 'failed'] as const;
export type Filter = (typeof FILTERS)[number];

interface ChangesCardProps {
  runId: string;
  changes: readonly ChangeProps[];
  show: Filter;
  page: number;
  pages: number;
  names: CustomerNames;
}

export function ChangesCard({ runId, changes, show, page, pages, names }: ChangesCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useRunWords();
  const navigate = useNavigate();
  const addressOf = (filter: Filter, turned: number) => `/app/write-back/${runId}?show=${filter}&page=${turned}`;
  const columns: Column<ChangeProps>[] = [
    ...useChangeColumns<ChangeProps>(names),
    {
      key: 'state',
      heading: t('write-back:changes.state'),
      cell: ({ state, error }) => (
        <BlockStack gap="050">
          <span>{t(`write-back:change.${state}`)}</span>
          {error === null ? null : (
            <Text as="span" variant="bodySm" tone="critical">
              {words.error(error)}
            </Text>
          )}
        </BlockStack>
      ),
    },
    { key: 'time', heading: t('write-back:changes.time'), short: true, cell: ({ appliedAtMs }) => (appliedAtMs === null ? NOTHING : formats.moment(appliedAtMs)) },
  ];
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t('write-back:changes.title')}
        </Text>
      </Box>
      <div className={styles['tabs']}>
        <Tabs
          tabs={FILTERS.map((id) => ({ id: `changes-${id}`, content: t(`write-back:changes.${id}`), panelID: 'changes-panel' }))}
          selected={FILTERS.indexOf(show)}
          onSelect={(at) => navigate(addressOf(FILTERS[at] ?? 'all', 1), { preventScrollReset: true })}
        />
      </div>
      <div id="changes-panel" role="tabpanel" aria-labelledby={`changes-${show}`}>
        {changes.length === 0 ? (
          <Box padding="400">
            <Text as="p" tone="subdued">
              {t('write-back:changes.none')}
            </Text>
          </Box>
        ) : (
          <RecordsTable caption={t('write-back:changes.title')} columns={columns} rows={changes} rowKey={({ customerId }) => customerId} />
        )}
      </div>
      <Paging page={page} pages={pages} addressOf={(turned) => addressOf(show, turned)} divided />
    </Card>
  );
}
