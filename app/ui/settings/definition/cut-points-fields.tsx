import { BlockStack, InlineError, InlineGrid, RadioButton, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../formats/shop-formats.tsx';
import { NumberField } from '../number-field.tsx';
import type { SettingsFormState } from '../use-settings-form.ts';

const FOUR = [0, 1, 2, 3] as const;
const MEASURES = ['recencyDays', 'orders', 'value'] as const;

/** Quintiles of the shop's own customers, or the merchant's own thresholds: four a measure. */
export function CutPointsFields({ form }: { form: SettingsFormState }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const method = form.values['cutPoints'];
  return (
    <BlockStack gap="300">
      <BlockStack gap="100">
        {(['quintiles', 'fixed'] as const).map((choice) => (
          <RadioButton key={choice} name="cutPoints" id={`cutPoints-${choice}`} label={t(`settings:cutPoints.${choice}`)} helpText={t(`settings:cutPoints.${choice}Help`)} checked={method === choice} onChange={() => form.change('cutPoints', choice)} />
        ))}
      </BlockStack>
      {method === 'fixed'
        ? MEASURES.map((measure) => (
            <BlockStack key={measure} gap="150">
              <Text as="h3" variant="headingSm">
                {t(`settings:cutPoints.${measure}`, { currency: formats.shop.currencyCode })}
              </Text>
              <InlineGrid columns={{ xs: 2, sm: 4 }} gap="200">
                {FOUR.map((i) => (
                  <NumberField
                    key={i}
                    form={{ ...form, wrong: form.wrong.filter((name) => name === `${measure}.${i}`) }}
                    name={`${measure}.${i}`}
                    label={t(measure === 'recencyDays' ? 'settings:cutPoints.scoreUpTo' : 'settings:cutPoints.scoreAbove', { score: formats.number(measure === 'recencyDays' ? 5 - i : i + 2) })}
                    step={measure === 'value' ? 10 ** -formats.shop.minorDigits : 1}
                    error={t('settings:error.ascending')}
                  />
                ))}
              </InlineGrid>
              {form.wrong.includes(measure) ? <InlineError fieldID={`${measure}.0`} message={t('settings:error.ascending')} /> : null}
            </BlockStack>
          ))
        : null}
      {form.wrong.includes('cutPoints') ? <InlineError fieldID="cutPoints" message={t('settings:error.ascending')} /> : null}
    </BlockStack>
  );
}
