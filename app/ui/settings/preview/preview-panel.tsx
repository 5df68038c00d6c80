import { Banner, BlockStack, Button, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { SettingsFormState } from '../use-settings-form.ts';
import { PreviewResult } from './preview-result.tsx';
import { usePreview } from './use-preview.ts';

/** Who would move if the settings were saved as they stand. Closing it changes nothing. */
export function PreviewPanel({ form }: { form: SettingsFormState }) {
  const { t } = useTranslation();
  const { open, preview, working, outdated, ask, close } = usePreview(form.values, form.markWrong);
  const progress = preview?.movement ? 'tags' : preview?.state === 'running' ? 'running' : 'waiting';
  return (
    <BlockStack gap="400">
      <InlineStack gap="200">
        <Button onClick={ask} loading={working} disabled={form.saving}>
          {t(open ? 'settings:preview.again' : 'settings:preview.ask')}
        </Button>
        {open ? <Button onClick={close}>{t('settings:preview.close')}</Button> : null}
      </InlineStack>
      <div aria-live="polite">
        {working ? (
          <InlineStack gap="200" blockAlign="center">
            <Spinner size="small" accessibilityLabel={t('settings:preview.working')} />
            <Text as="span">{t(`settings:preview.progress.${progress}`)}</Text>
          </InlineStack>
        ) : null}
        {preview?.state === 'failed' ? <Banner tone="critical">{t('settings:preview.failed')}</Banner> : null}
        {outdated && preview?.movement ? <Banner tone="warning">{t('settings:preview.outdated')}</Banner> : null}
        {preview?.state === 'done' && preview.movement ? (
          <Text as="p" visuallyHidden>
            {t('settings:preview.ready')}
          </Text>
        ) : null}
      </div>
      {preview?.movement && preview.state !== 'failed' ? <PreviewResult movement={preview.movement} tags={preview.tags} names={preview.names} /> : null}
    </BlockStack>
  );
}
