import { BlockStack, Box, Card, InlineStack, Link, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CustomerLabel } from '../customers/customer-label.tsx';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { RunState } from './run-state.tsx';
import { type RunProps, useRunWords } from './run-words.ts';

export interface FieldsProps {
  readonly runs: readonly RunProps[];
  readonly refused: readonly { readonly error: string; readonly customers: number; readonly some: readonly string[] }[];
}

/** Customer fields: the newest runs, and whom Shopify refused. */
export function FieldsCard({ fields: { runs, refused }, names }: { fields: FieldsProps; names: CustomerNames }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useRunWords();
  const columns: Column<RunProps>[] = [
    { key: 'when', heading: t('write-back:runs.when'), short: true, cell: ({ plannedAtMs }) => formats.moment(plannedAtMs) },
    { key: 'why', heading: t('write-back:runs.why'), cell: ({ reason, staff }) => (
      <BlockStack gap="050">
        <span>{words.reason(reason)}</span>
        <Text as="span" variant="bodySm" tone="subdued">
          {words.by(staff)}
        </Text>
      </BlockStack>
    ) },
    { key: 'planned', heading: t('write-back:fields.planned'), numeric: true, cell: ({ planned }) => formats.number(planned) },
    { key: 'done', heading: t('write-back:fields.written'), numeric: true, cell: ({ done }) => formats.number(done) },
    { key: 'failed', heading: t('write-back:fields.failed'), numeric: true, cell: ({ failed }) => formats.number(failed) },
    { key: 'state', heading: t('write-back:runs.state'), cell: ({ state }) => <RunState state={state} /> },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('write-back:fields.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(runs.length === 0 ? 'write-back:fields.none' : 'write-back:fields.intro')}
          </Text>
          {refused.length > 0 ? (
            <List>
              {refused.map(({ error, customers, some }) => (
                <List.Item key={error}>
                  {t('write-back:fields.refused', { count: customers, number: formats.number(customers), why: words.error(error) })} {words.remedy(error)}
                  <InlineStack gap="300">
                    {some.map((customerId) => (
                      <Link key={customerId} url={`/app/customers/${customerId}`}>
                        <CustomerLabel customerId={customerId} names={names} />
                      </Link>
                    ))}
                  </InlineStack>
                </List.Item>
              ))}
            </List>
          ) : null}
        </BlockStack>
      </Box>
      {runs.length > 0 ? <RecordsTable caption={t('write-back:fields.title')} columns={columns} rows={runs} rowKey={({ runId }) => runId} /> : null}
    </Card>
  );
}
