import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { PageAsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { Problems } from '../pieces/problems.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import { FieldsCard, type FieldsProps } from './fields-card.tsx';
import { PreviewCard, type PreviewProps } from './preview-card.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunsCard, type TagRunProps } from './runs-card.tsx';

interface WriteBackViewProps {
  runs: readonly TagRunProps[];
  runRows: number;
  page: number;
  pageRows: number;
  fields: FieldsProps;
  freshness: FreshnessProps;
  chosen: { readonly tags: boolean; readonly fields: boolean };
  problems: readonly string[];
  preview: PreviewProps | null;
  names: CustomerNames;
}

export function WriteBackView({ runs, runRows, page, pageRows, fields, freshness, chosen, problems, preview, names }: WriteBackViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = runs.filter(({ finishedAtMs }) => finishedAtMs === null);
  const openFields = fields.runs.filter(({ finishedAtMs }) => finishedAtMs === null);
  usePolling(open.length + openFields.length > 0);
  if (!freshness.fullCount && runs.length + fields.runs.length === 0) {
    return (
      <AppPage title={t('write-back:title')}>
        <EmptyCard title={t('write-back:empty.title')} body={t('write-back:empty.body')} action={{ label: t('write-back:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  return (
    <AppPage title={t('write-back:title')}>
      <Problems codes={problems} />
      <PageAsOf freshness={freshness} />
      {open.length + openFields.length > 0 ? (
        <Card>
          <BlockStack gap="500">
            <Text as="h2" variant="headingMd">
              {t('write-back:progress.title')}
            </Text>
            {open.map((run) => (
              <RunProgress
                key={run.runId}
                title={t('write-back:progress.tags', { moment: formats.moment(run.plannedAtMs) })}
                planned={run.planned}
                over={run.done + run.failed}
                stopping={run.state === 'stopped'}
                stop={{ action: `/app/write-back/${run.runId}`, intent: 'stop-run' }}
              />
            ))}
            {openFields.map((run) => (
              <RunProgress
                key={`fields-${run.runId}`}
                title={t('write-back:progress.fields', { moment: formats.moment(run.plannedAtMs) })}
                planned={run.planned}
                over={run.done + run.failed}
                stopping={run.state === 'stopped'}
                stop={{ action: '/app/write-back?index', intent: 'stop-fields' }}
              />
            ))}
          </BlockStack>
        </Card>
      ) : null}
      <PreviewCard preview={preview} names={names} ready={chosen.tags || chosen.fields} />
      <RunsCard runs={runs} page={page} pages={Math.max(1, Math.ceil(runRows / pageRows))} />
      <FieldsCard fields={fields} names={names} />
    </AppPage>
  );
}
