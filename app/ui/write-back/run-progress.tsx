import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

interface RunProgressProps {
  title: string;
  /** Customers. */
  planned: number;
  over: number;
  stopping: boolean;
  /** Where and with what a stop is asked for. */
  stop: { readonly action: string; readonly intent: 'stop-run' | 'stop-fields' };
}

/** How far an unfinished run is, and the way to stop it. A stop is announced, single numbers are not. */
export function RunProgress({ title, planned, over, stopping, stop }: RunProgressProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<{ readonly outcome: string }>();
  const id = useId();
  const asked = stopping || fetcher.state !== 'idle';
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" gap="200" blockAlign="center">
        <Text as="span" id={id} fontWeight="medium">
          {title}
        </Text>
        <Text as="span" tone="subdued" numeric>
          {t('write-back:progress.of', { over: formats.number(over), count: planned, planned: formats.number(planned) })}
        </Text>
      </InlineStack>
      <ProgressBar size="small" tone="primary" animated={false} progress={planned === 0 ? 0 : Math.min(100, (100 * over) / planned)} ariaLabelledBy={id} />
      <InlineStack gap="300" blockAlign="center">
        <Button size="slim" disabled={asked} loading={fetcher.state !== 'idle'} accessibilityLabel={t('write-back:stop.of', { run: title })} onClick={() => fetcher.submit({ intent: stop.intent }, { method: 'post', action: stop.action })}>
          {t('write-back:stop.button')}
        </Button>
        <Text as="span" variant="bodySm" tone="subdued">
          <span role="status" aria-live="polite">
            {asked ? t('write-back:stop.asked') : t('write-back:stop.about')}
          </span>
        </Text>
      </InlineStack>
    </BlockStack>
  );
}
