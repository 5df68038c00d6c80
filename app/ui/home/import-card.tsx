import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

export interface ImportStep {
  readonly kind: 'customers' | 'orders';
  readonly state: string;
  readonly objects: number;
  readonly rowsApplied: number;
  readonly bytesApplied: number;
  readonly fileBytes: number | null;
}

export interface ImportProgress {
  readonly state: 'none' | 'running' | 'failed' | 'done';
  readonly steps: readonly ImportStep[];
}

/** The bar while Shopify writes its file, whose length nobody knows yet. */
const PREPARING_PERCENT = 5;

function percentOf({ state, fileBytes, bytesApplied }: ImportStep): number {
  if (state === 'done') return 100;
  if (state === 'waiting') return 0;
  if (!fileBytes) return PREPARING_PERCENT;
  return Math.min(99, PREPARING_PERCENT + ((100 - PREPARING_PERCENT) * bytesApplied) / fileBytes);
}

function StepBar({ step }: { step: ImportStep }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const amount =
    step.fileBytes && step.state !== 'done'
      ? t('home:import.bytes', { read: formats.megabytes(step.bytesApplied), whole: formats.megabytes(step.fileBytes) })
      : t('home:import.objects', { count: step.objects, number: formats.number(step.objects) });
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" gap="200">
        <Text as="span" id={id} fontWeight="medium">
          {t(`home:import.kind.${step.kind}`)}
        </Text>
        <Text as="span" tone="subdued" numeric>
          {t('home:import.state', { state: t(`home:import.states.${step.state}`), amount })}
        </Text>
      </InlineStack>
      <ProgressBar size="small" tone="primary" animated={false} progress={percentOf(step)} ariaLabelledBy={id} />
    </BlockStack>
  );
}

/** The first import while it runs. Only a change of stage is announced, not every number. */
export function ImportCard({ progress, scoring }: { progress: ImportProgress; scoring: boolean }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  const announced = progress.steps.map((step) => t('home:import.state', { state: t(`home:import.kind.${step.kind}`), amount: t(`home:import.states.${step.state}`) }));
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t(scoring ? 'home:import.scoringTitle' : 'home:import.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(scoring ? 'home:import.scoringBody' : progress.state === 'failed' ? 'home:import.failed' : 'home:import.body')}
          </Text>
        </BlockStack>
        {progress.steps.map((step) => (
          <StepBar key={step.kind} step={step} />
        ))}
        {progress.state === 'failed' ? (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="import-again" />
            <Button submit loading={fetcher.state !== 'idle'} disabled={fetcher.state !== 'idle'}>
              {t('home:import.again')}
            </Button>
          </fetcher.Form>
        ) : null}
        <Text as="span" visuallyHidden>
          <span role="status" aria-live="polite">
            {scoring ? t('home:import.scoringTitle') : announced.join(t('asOf.separator'))}
          </span>
        </Text>
      </BlockStack>
    </Card>
  );
}
