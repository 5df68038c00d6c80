import { BlockStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { AppPage } from '../pieces/app-page.tsx';
import { Problems } from '../pieces/problems.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import { AttentionList, type AttentionAlert } from './attention-list.tsx';
import { Figures, type FiguresProps } from './figures.tsx';
import { ImportCard, type ImportProgress } from './import-card.tsx';
import { SetupGuide, type SetupStep } from './setup-guide.tsx';
import { useThemeBlockAdded } from './use-theme-block.ts';

export interface HomeViewProps {
  progress: ImportProgress;
  freshness: FiguresProps['freshness'];
  figures: FiguresProps['figures'] | null;
  alerts: readonly AttentionAlert[];
  names: CustomerNames;
  problems: readonly string[];
  seen: readonly string[];
  setupDismissed: boolean;
  themeEditorUrl: string;
  themeBlock: string;
  horizonDays: number;
  threshold: number;
}

export function HomeView(props: HomeViewProps) {
  const { t } = useTranslation();
  const { progress, freshness, figures, alerts, names, problems, seen, setupDismissed, themeEditorUrl, themeBlock, horizonDays, threshold } = props;
  const blockAdded = useThemeBlockAdded(themeBlock);
  const importing = progress.state !== 'done';
  const firstScoring = !importing && !figures;
  usePolling(importing || firstScoring || freshness.running);
  const steps: SetupStep[] = [
    { key: 'import', done: !importing },
    { key: 'segments', done: seen.includes('segments'), url: '/app/segments' },
    { key: 'settings', done: seen.includes('settings'), url: '/app/settings' },
    { key: 'theme', done: blockAdded, url: themeEditorUrl, external: true },
  ];
  return (
    <AppPage title={t('home:title')}>
      <Problems codes={problems} />
      {importing || firstScoring ? <ImportCard progress={progress} scoring={firstScoring} /> : null}
      {setupDismissed ? null : <SetupGuide steps={steps} />}
      {figures ? (
        <BlockStack gap="400">
          <Figures figures={figures} freshness={freshness} horizonDays={horizonDays} threshold={threshold} />
          <AttentionList alerts={alerts} open={figures.risk.openAlerts} names={names} />
        </BlockStack>
      ) : null}
    </AppPage>
  );
}
