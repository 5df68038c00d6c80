import { SaveBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Card, Checkbox, InlineError, InlineGrid, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { INDICATOR_NAMES } from './indicator-names.ts';
import { AppPage } from '../pieces/app-page.tsx';
import { PageAsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { useFormats } from '../formats/shop-formats.tsx';
import { CutPointsFields } from './definition/cut-points-fields.tsx';
import { SeasonsFields, type WindowDates } from './definition/seasons-fields.tsx';
import { type VersionProps, VersionHistory } from './definition/version-history.tsx';
import { NumberField } from './number-field.tsx';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { type FormValues, useSettingsForm } from './use-settings-form.ts';

const TAGS = ['group', 'stage', 'alert'] as const;
const FIELDS = ['stage', 'riskScore', 'offerCode'] as const;

export interface SettingsViewProps {
  freshness: FreshnessProps;
  saved: FormValues;
  windowDates: WindowDates;
  versions: readonly VersionProps[];
}

function Section({ name, id, children }: { name: string; id?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <InlineGrid columns={{ xs: 1, md: '2fr 5fr' }} gap={{ xs: '200', md: '400' }}>
      <Box paddingBlockStart={{ xs: '0', md: '400' }} paddingInline={{ xs: '400', sm: '0' }}>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd" {...(id ? { id } : {})}>
            {t(`settings:${name}.title`)}
          </Text>
          <Text as="p" tone="subdued">
            {t(`settings:${name}.about`)}
          </Text>
        </BlockStack>
      </Box>
      <Card>{children}</Card>
    </InlineGrid>
  );
}

/** What the merchant may choose. Nothing is applied before it is saved, and nobody leaves with changes unsaved. */
export function SettingsView({ freshness, saved, windowDates, versions }: SettingsViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const form = useSettingsForm(saved);
  const days = t('settings:daysSuffix');
  const limits = (from: number, to: number) => t('settings:error.between', { from: formats.number(from), to: formats.number(to) });
  return (
    <AppPage title={t('settings:title')}>
      <SaveBar id="settings-save-bar" open={form.dirty}>
        <button variant="primary" onClick={form.save} disabled={form.saving} {...(form.saving ? { loading: '' } : {})}>
          {t('settings:save')}
        </button>
        <button onClick={form.discard} disabled={form.saving}>
          {t('settings:discard')}
        </button>
      </SaveBar>
      <form
        aria-label={t('settings:title')}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.save();
        }}
      >
        <BlockStack gap="500">
          <PageAsOf freshness={freshness} />
          <Section name="orders">
            <NumberField form={form} name="unpaidAfterDays" label={t('settings:orders.unpaid')} help={t('settings:orders.unpaidHelp')} suffix={days} max={365} error={limits(0, 365)} />
          </Section>
          <Section name="cutPoints">
            <CutPointsFields form={form} />
          </Section>
          <Section name="seasons">
            <SeasonsFields form={form} dates={windowDates} />
          </Section>
          <Section name="preview">
            <PreviewPanel form={form} />
          </Section>
          <Section name="versions" id="segment-definition">
            <VersionHistory versions={versions} busy={form.saving} unsaved={form.dirty} onRestore={form.restore} />
          </Section>
          <Section name="churn">
            <BlockStack gap="400">
              <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
                <NumberField form={form} name="threshold" label={t('settings:churn.threshold')} help={t('settings:churn.thresholdHelp')} min={1} max={99} error={limits(1, 99)} />
                <NumberField form={form} name="horizonDays" label={t('settings:churn.horizon')} help={t('settings:churn.horizonHelp')} suffix={days} min={7} max={365} error={limits(7, 365)} />
              </InlineGrid>
              <BlockStack gap="150">
                <Text as="h3" variant="headingSm">
                  {t('settings:churn.weights')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('settings:churn.weightsHelp')}
                </Text>
                <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
                  {INDICATOR_NAMES.map((name) => (
                    <NumberField key={name} form={form} name={`weight.${name}`} label={t(`settings:indicator.${name}.name`)} help={t(`settings:indicator.${name}.about`)} max={100} error={limits(0, 100)} />
                  ))}
                </InlineGrid>
                {form.wrong.includes('weights') ? <InlineError fieldID="weight.rhythm" message={t('settings:error.weights')} /> : null}
              </BlockStack>
            </BlockStack>
          </Section>
          <Section name="tags">
            <BlockStack gap="100">
              {TAGS.map((name) => (
                <Checkbox key={name} name={`tag.${name}`} label={t(`settings:tags.${name}`)} helpText={t(`settings:tags.${name}Help`)} checked={form.values[`tag.${name}`] === 'on'} onChange={(on) => form.change(`tag.${name}`, on ? 'on' : '')} />
              ))}
            </BlockStack>
          </Section>
          <Section name="fields">
            <BlockStack gap="100">
              {FIELDS.map((name) => (
                <Checkbox key={name} name={`field.${name}`} label={t(`settings:fields.${name}`)} helpText={t(`settings:fields.${name}Help`)} checked={form.values[`field.${name}`] === 'on'} onChange={(on) => form.change(`field.${name}`, on ? 'on' : '')} />
              ))}
            </BlockStack>
          </Section>
          <Section name="offer">
            <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
              <NumberField form={form} name="percentage" label={t('settings:offer.percentage')} help={t('settings:offer.percentageHelp')} suffix="%" min={1} max={90} error={limits(1, 90)} />
              <NumberField form={form} name="validDays" label={t('settings:offer.validDays')} help={t('settings:offer.validDaysHelp')} suffix={days} min={1} max={90} error={limits(1, 90)} />
            </InlineGrid>
          </Section>
          <Section name="language">
            <Text as="p">{t('settings:language.note')}</Text>
          </Section>
          <Section name="privacy">
            <BlockStack gap="200">
              <Text as="p">{t('settings:privacy.kept')}</Text>
              <Text as="p">{t('settings:privacy.notKept')}</Text>
              <Text as="p">
                {t('settings:privacy.optOut')} <Link url="/app/customers?scoring=off">{t('settings:privacy.showOptOut')}</Link>
              </Text>
              <Text as="p">
                <Link url="/app/privacy">{t('settings:privacy.more')}</Link>
              </Text>
            </BlockStack>
          </Section>
        </BlockStack>
        {/* Enter in a field saves, as in every form of the admin. */}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </form>
    </AppPage>
  );
}
