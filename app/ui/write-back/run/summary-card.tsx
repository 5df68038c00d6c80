// What a run is: why, who, when, how many, how it was sent, what Shopify refused and what to do about it.
import { BlockStack, Card, InlineStack, Link, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../formats/shop-formats.tsx';
import { Lines } from '../../pieces/explain.tsx';
import { RouteLines, type RouteProps } from '../route-lines.tsx';
import { RunProgress } from '../run-progress.tsx';
import { RunState } from '../run-state.tsx';
import { useRunWords } from '../run-words.ts';
import type { TagRunProps } from '../runs-card.tsx';
import { Undo } from './undo.tsx';

export interface RunSummaryProps {
  run: TagRunProps & { readonly stoppedAtMs: number | null };
  states: Readonly<Record<string, number>>;
  inPlace: number;
  errors: readonly { readonly error: string; readonly customers: number }[];
  route: RouteProps | null;
  files: readonly { readonly direction: string; readonly state: string; readonly lines: number; readonly linesRead: number; readonly error: string | null }[];
}

/** In the order in which a change goes through them. */
const STATES = ['planned', 'sending', 'applied', 'failed', 'superseded', 'stopped', 'undone'] as const;

export function SummaryCard({ run, states, inPlace, errors, route, files }: RunSummaryProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useRunWords();
  const over = Object.entries(states).reduce((sum, [state, customers]) => sum + (state === 'planned' || state === 'sending' ? 0 : customers), 0);
  const facts = [
    t('write-back:run.began', { by: words.by(run.staff), moment: formats.moment(run.plannedAtMs) }),
    ...(run.stoppedAtMs === null ? [] : [t('write-back:run.stopped', { moment: formats.moment(run.stoppedAtMs) })]),
    ...(run.finishedAtMs === null ? [] : [t('write-back:run.finished', { moment: formats.moment(run.finishedAtMs) })]),
  ];
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {words.reason(run.reason)}
            </Text>
            <RunState state={run.state} />
          </InlineStack>
          <Text as="p" tone="subdued">
            {facts.join(t('asOf.separator'))}
          </Text>
          {run.undoesRunId === null ? null : <Link url={`/app/write-back/${run.undoesRunId}`}>{t('write-back:run.undoes')}</Link>}
        </BlockStack>
        {run.finishedAtMs === null ? (
          <RunProgress title={t('write-back:progress.run')} planned={run.planned} over={over} stopping={run.state === 'stopped'} stop={{ action: `/app/write-back/${run.runId}`, intent: 'stop-run' }} />
        ) : null}
        <Lines
          lines={[
            ...STATES.filter((state) => (states[state] ?? 0) > 0).map((state) => ({ label: t(`write-back:change.${state}`), value: formats.number(states[state] ?? 0) })),
            { label: t('write-back:run.planned'), value: formats.number(Object.values(states).reduce((sum, customers) => sum + customers, 0)), total: true },
          ]}
        />
        {errors.length > 0 ? (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t('write-back:run.errors')}
            </Text>
            <List>
              {errors.map(({ error, customers }) => (
                <List.Item key={error}>
                  {t('write-back:run.error', { count: customers, number: formats.number(customers), why: words.error(error) })} {words.remedy(error)}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        ) : null}
        {run.finishedAtMs !== null && inPlace > 0 && (run.state === 'done' || run.state === 'stopped') ? <Undo runId={run.runId} inPlace={inPlace} /> : null}
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t('write-back:route.title')}
          </Text>
          {route ? <RouteLines route={route} /> : <Text as="p" tone="subdued">{t('write-back:route.notYet')}</Text>}
          {files.length > 0 ? (
            <List>
              {files.map((file, place) => (
                <List.Item key={place}>
                  {t(`write-back:file.${file.direction}`, { count: file.lines, number: formats.number(file.lines) })} {t(`write-back:file.state.${file.error === 'stopped' ? 'stopped' : file.state}`, { read: formats.number(file.linesRead) })}
                </List.Item>
              ))}
            </List>
          ) : null}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
