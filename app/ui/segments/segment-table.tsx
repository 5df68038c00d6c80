import { BlockStack, Box, Card, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareBar } from '../charts/share-bar.tsx';
import { NOTHING, useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface SegmentRow {
  readonly name: string;
  readonly customers: number;
  readonly valueMinor: number;
  readonly differ: number;
}

interface SegmentTableProps {
  title: string;
  intro: string;
  kind: 'group' | 'tier' | 'stage';
  rows: readonly SegmentRow[];
  customers: number;
  /** The full definition of a row, in words. */
  definition: (name: string) => string;
  withDiffer?: boolean;
  children?: ReactNode;
}

/** One vocabulary of segments: every name with its definition, its customers and what they are worth. */
export function SegmentTable({ title, intro, kind, rows, customers, definition, withDiffer = false, children }: SegmentTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: Column<SegmentRow>[] = [
    {
      key: 'name',
      heading: t(`segments:${kind}Heading`),
      cell: ({ name }) => (
        <BlockStack gap="050">
          <Text as="span" fontWeight="medium">
            <Link url={`/app/customers?${kind}=${name}`} removeUnderline>
              {t(`segments:${kind}.${name}.name`)}
            </Link>
          </Text>
          <Text as="span" variant="bodySm" tone="subdued">
            {definition(name)}
          </Text>
        </BlockStack>
      ),
    },
    { key: 'customers', heading: t('segments:table.customers'), numeric: true, cell: (row) => formats.number(row.customers) },
    {
      key: 'share',
      heading: t('segments:table.share'),
      numeric: true,
      cell: (row) => (
        <>
          {formats.share(customers > 0 ? row.customers / customers : 0)}
          <ShareBar share={customers > 0 ? row.customers / customers : 0} />
        </>
      ),
    },
    { key: 'value', heading: t('segments:table.value'), numeric: true, cell: (row) => formats.moneyRounded(row.valueMinor) },
    { key: 'average', heading: t('segments:table.average'), numeric: true, cell: (row) => (row.customers > 0 ? formats.money(Math.round(row.valueMinor / row.customers)) : NOTHING) },
    ...(withDiffer
      ? [
          {
            key: 'differ',
            heading: t('segments:table.differ'),
            numeric: true,
            cell: (row: SegmentRow) => (row.differ > 0 ? <Link url={`/app/customers?${kind}=${row.name}&differs=shopify`}>{formats.number(row.differ)}</Link> : formats.number(0)),
          },
        ]
      : []),
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {intro}
          </Text>
        </BlockStack>
      </Box>
      <RecordsTable caption={title} columns={columns} rows={rows} rowKey={({ name }) => name} />
      {children ? <Box padding="400">{children}</Box> : null}
    </Card>
  );
}
