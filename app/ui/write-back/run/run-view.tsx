import { Box, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CustomerNames } from '../../customers/use-customer-names.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import { AppPage } from '../../pieces/app-page.tsx';
import { type FreshnessProps, PageAsOf } from '../../pieces/as-of.tsx';
import { Problems } from '../../pieces/problems.tsx';
import { usePolling } from '../../pieces/use-polling.ts';
import { type TagCount, TagsTable } from '../tags-table.tsx';
import { type ChangeProps, ChangesCard, type Filter } from './changes-card.tsx';
import { type RunSummaryProps, SummaryCard } from './summary-card.tsx';

interface RunViewProps extends RunSummaryProps {
  byTag: readonly TagCount[];
  changes: readonly ChangeProps[];
  changeRows: number;
  show: Filter;
  page: number;
  pageRows: number;
  problems: readonly string[];
  freshness: FreshnessProps;
  names: CustomerNames;
}

export function RunView({ byTag, changes, changeRows, show, page, pageRows, problems, freshness, names, ...summary }: RunViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { run } = summary;
  usePolling(run.finishedAtMs === null || run.state === 'undoing');
  return (
    <AppPage title={t('write-back:run.title')} heading={t('write-back:run.heading', { moment: formats.moment(run.plannedAtMs) })} back={{ label: t('write-back:title'), url: '/app/write-back' }}>
      {run.finishedAtMs === null ? <Problems codes={problems} /> : null}
      <SummaryCard {...summary} />
      {byTag.length > 0 ? (
        <Card padding="0">
          <Box padding="400">
            <Text as="h2" variant="headingMd">
              {t('write-back:tags.title')}
            </Text>
          </Box>
          <TagsTable caption={t('write-back:tags.title')} byTag={byTag} />
        </Card>
      ) : null}
      <ChangesCard runId={run.runId} changes={changes} show={show} page={page} pages={Math.max(1, Math.ceil(changeRows / pageRows))} names={names} />
      <PageAsOf freshness={freshness} />
    </AppPage>
  );
}
