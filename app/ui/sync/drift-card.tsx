import { BlockStack, Box, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import { Paging } from '../pieces/paging.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import type { TotalsProps } from './state-card.tsx';

export interface DriftProps {
  readonly driftId: string;
  readonly subject: 'customer' | 'order';
  readonly subjectId: string;
  readonly orderName: string | null;
  readonly customerKept: boolean;
  readonly was: 'missing' | 'stale' | 'gone' | 'merged';
  readonly fields: readonly string[];
  readonly sinceMs: number | null;
  readonly repairedAtMs: number;
  readonly pass: 'hot' | 'deep';
  readonly inFlight: boolean;
}

interface DriftCardProps {
  drift: readonly DriftProps[];
  rows: number;
  totals: TotalsProps;
  page: number;
  pages: number;
}

export function DriftCard({ drift, rows, totals, page, pages }: DriftCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync:drift.title')}
          </Text>
          <Text as="p" tone="subdued">
            {rows > 0 ? t('sync:drift.intro') : totals.passes === 0 ? t('sync:totals.noPass') : t('sync:totals.none', { number: formats.number(totals.rowsCompared), count: totals.rowsCompared })}
          </Text>
        </BlockStack>
      </Box>
      {rows > 0 ? <DriftTable drift={drift} /> : null}
      <Paging page={page} pages={pages} addressOf={(turned) => `/app/sync?page=${turned}`} />
    </Card>
  );
}

function DriftTable({ drift }: { drift: readonly DriftProps[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = ({ subject, subjectId, orderName, customerKept }: DriftProps) => {
    if (subject === 'order') return t('sync:drift.orderName', { name: orderName ?? subjectId });
    const label = t('sync:drift.customerName', { id: subjectId });
    return customerKept ? <Link url={`/app/customers/${subjectId}`}>{label}</Link> : label;
  };
  const what = ({ subject, was, fields, inFlight }: DriftProps) => {
    const named = [...new Set(fields.filter((field) => field !== 'updatedAtMs').map((field) => t(`sync:field.${field}`)))];
    return (
      <BlockStack gap="050">
        <span>{was === 'stale' ? (named.length > 0 ? t('sync:drift.stale', { fields: formats.list(named) }) : t('sync:drift.touched')) : t(`sync:drift.${subject}.${was}`)}</span>
        {inFlight ? (
          <Text as="span" variant="bodySm" tone="subdued">
            {t('sync:drift.inFlight')}
          </Text>
        ) : null}
      </BlockStack>
    );
  };
  const columns: Column<DriftProps>[] = [
    { key: 'row', heading: t('sync:drift.row'), cell: name },
    { key: 'what', heading: t('sync:drift.what'), cell: what },
    { key: 'since', heading: t('sync:drift.since'), short: true, cell: ({ sinceMs }) => (sinceMs === null ? NOTHING : formats.moment(sinceMs)) },
    { key: 'repaired', heading: t('sync:drift.repaired'), short: true, cell: ({ repairedAtMs }) => formats.moment(repairedAtMs) },
    { key: 'pass', heading: t('sync:drift.by'), short: true, cell: ({ pass }) => t(`sync:pass.${pass}.name`) },
  ];
  return <RecordsTable caption={t('sync:drift.title')} columns={columns} rows={drift} rowKey={({ driftId }) => driftId} />;
}
