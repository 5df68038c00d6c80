import { BlockStack, Box, Button, InlineGrid, InlineStack, Select, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../formats/shop-formats.tsx';
import { NumberField } from '../number-field.tsx';
import type { SettingsFormState } from '../use-settings-form.ts';

const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1);

/** A window of the merchant's own: a name, a first and a last day, without a year. */
export function OwnWindowFields({ form, row, number }: { form: SettingsFormState; row: string; number: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const title = t('settings:seasons.own', { number });
  const months = MONTHS.map((month) => ({ value: String(month), label: formats.month(month) }));
  return (
    <Box role="group" aria-label={title} borderWidth="025" borderColor="border" borderRadius="200" padding="300">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {title}
          </Text>
          <Button variant="plain" tone="critical" accessibilityLabel={t('settings:seasons.removeNamed', { window: form.values[`${row}.name`] || title })} onClick={() => form.change(row, '')}>
            {t('settings:seasons.remove')}
          </Button>
        </InlineStack>
        <TextField
          label={t('settings:seasons.name')}
          name={`${row}.name`}
          autoComplete="off"
          maxLength={40}
          value={form.values[`${row}.name`] ?? ''}
          onChange={(value) => form.change(`${row}.name`, value)}
          error={form.wrong.includes(`${row}.name`) ? t('settings:error.windowName') : undefined}
        />
        {(['from', 'to'] as const).map((end) => (
          <InlineGrid key={end} columns={2} gap="200">
            <Select label={t(`settings:seasons.${end}Month`)} name={`${row}.${end}.month`} options={months} value={form.values[`${row}.${end}.month`] ?? '1'} onChange={(value) => form.change(`${row}.${end}.month`, value)} />
            <NumberField form={form} name={`${row}.${end}.day`} label={t(`settings:seasons.${end}Day`)} min={1} max={31} error={t('settings:error.noSuchDay')} />
          </InlineGrid>
        ))}
      </BlockStack>
    </Box>
  );
}
