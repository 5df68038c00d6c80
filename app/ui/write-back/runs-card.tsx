import { BlockStack, Box, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { Paging } from '../pieces/paging.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { RunState } from './run-state.tsx';
import { type RunProps, useRunWords } from './run-words.ts';

export interface TagRunProps extends RunProps {
  readonly adds: number;
  readonly removals: number;
  readonly undoesRunId: string | null;
}

export function RunsCard({ runs, page, pages }: { runs: readonly TagRunProps[]; page: number; pages: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useRunWords();
  const why = ({ reason, staff, undoesRunId }: TagRunProps) => (
    <BlockStack gap="050">
      {undoesRunId === null ? <span>{words.reason(reason)}</span> : <Link url={`/app/write-back/${undoesRunId}`}>{words.reason(reason)}</Link>}
      <Text as="span" variant="bodySm" tone="subdued">
        {words.by(staff)}
      </Text>
    </BlockStack>
  );
  const state = (run: TagRunProps) => (
    <BlockStack gap="050" inlineAlign="start">
      <RunState state={run.state} />
      {run.failed > 0 ? (
        <Text as="span" variant="bodySm" tone="critical">
          {t('write-back:runs.failed', { count: run.failed, number: formats.number(run.failed) })}
        </Text>
      ) : null}
    </BlockStack>
  );
  const columns: Column<TagRunProps>[] = [
    { key: 'when', heading: t('write-back:runs.when'), short: true, cell: ({ runId, plannedAtMs }) => <Link url={`/app/write-back/${runId}`}>{formats.moment(plannedAtMs)}</Link> },
    { key: 'why', heading: t('write-back:runs.why'), cell: why },
    { key: 'customers', heading: t('write-back:runs.customers'), numeric: true, cell: ({ done, planned }) => (done === planned ? formats.number(planned) : t('write-back:runs.doneOf', { done: formats.number(done), planned: formats.number(planned) })) },
    { key: 'adds', heading: t('write-back:runs.adds'), numeric: true, cell: ({ adds }) => formats.number(adds) },
    { key: 'removals', heading: t('write-back:runs.removals'), numeric: true, cell: ({ removals }) => formats.number(removals) },
    { key: 'state', heading: t('write-back:runs.state'), cell: state },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('write-back:runs.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(runs.length === 0 ? 'write-back:runs.none' : 'write-back:runs.intro')}
          </Text>
        </BlockStack>
      </Box>
      {runs.length > 0 ? <RecordsTable caption={t('write-back:runs.title')} columns={columns} rows={runs} rowKey={({ runId }) => runId} /> : null}
      <Paging page={page} pages={pages} addressOf={(turned) => `/app/write-back?page=${turned}`} divided />
    </Card>
  );
}
