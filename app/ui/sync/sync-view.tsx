import { AppPage } from '../pieces/app-page.tsx';
import type { FreshnessProps } from '../pieces/as-of.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { CodesCard, type CodeIncidentProps } from './codes-card.tsx';
import { DriftCard, type DriftProps } from './drift-card.tsx';
import { PassesCard, type PassProps } from './passes-card.tsx';
import { StateCard, type TotalsProps } from './state-card.tsx';
import { TopicsCard, type TopicProps } from './topics-card.tsx';
import { useTranslation } from 'react-i18next';

interface SyncViewProps {
  freshness: FreshnessProps;
  imported: boolean;
  late: readonly string[];
  oldestWaitingAtMs: number | null;
  passes: readonly PassProps[];
  totals: TotalsProps;
  drift: readonly DriftProps[];
  driftRows: number;
  topics: readonly TopicProps[];
  codes: readonly CodeIncidentProps[];
  page: number;
  pageRows: number;
}

export function SyncView({ freshness, imported, late, oldestWaitingAtMs, passes, totals, drift, driftRows, topics, codes, page, pageRows }: SyncViewProps) {
  const { t } = useTranslation();
  if (!imported) {
    return (
      <AppPage title={t('sync:title')}>
        <EmptyCard title={t('sync:empty.title')} body={t('sync:empty.body')} action={{ label: t('sync:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  return (
    <AppPage title={t('sync:title')}>
      <StateCard freshness={freshness} late={late.length > 0} oldestWaitingAtMs={oldestWaitingAtMs} totals={totals} hot={passes.find(({ kind }) => kind === 'hot')} />
      <PassesCard passes={passes} />
      <DriftCard drift={drift} rows={driftRows} totals={totals} page={page} pages={Math.max(1, Math.ceil(driftRows / pageRows))} />
      <CodesCard codes={codes} />
      <TopicsCard topics={topics} />
    </AppPage>
  );
}
