import { BlockStack, Box, Button, Checkbox, InlineError, InlineGrid, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../formats/shop-formats.tsx';
import { NumberField } from '../number-field.tsx';
import type { SettingsFormState } from '../use-settings-form.ts';
import { OwnWindowFields } from './own-window-fields.tsx';

export type WindowDates = Readonly<Record<'double-11' | 'black-friday', { readonly from: string; readonly until: string }>>;

const NAMED = ['double-11', 'black-friday'] as const;
const MOST_DAYS_AROUND = 30;
/** As many as the settings keep. */
const OWN_ROWS = [0, 1, 2, 3].map((i) => `season.own.${i}`);

/** Windows of the year in which frequency counts for more, and by how much. */
export function SeasonsFields({ form, dates }: { form: SettingsFormState; dates: WindowDates }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const on = (row: string) => form.values[row] === 'on';
  const shown = OWN_ROWS.filter(on);
  const free = OWN_ROWS.find((row) => !on(row));
  const around = t('settings:error.between', { from: formats.number(0), to: formats.number(MOST_DAYS_AROUND) });
  const when = ({ from, until }: { from: string; until: string }) => (from === until ? formats.day(from) : t('settings:seasons.range', { from: formats.day(from), until: formats.day(until) }));
  return (
    <BlockStack gap="400">
      <Box maxWidth="24rem">
        <NumberField
          form={form}
          name="season.weight"
          label={t('settings:seasons.weight')}
          help={t('settings:seasons.weightHelp')}
          suffix={t('settings:seasons.weightSuffix')}
          min={1.5}
          max={5}
          step={0.5}
          error={t('settings:error.seasonWeight')}
        />
      </Box>
      {NAMED.map((kind) => (
        <BlockStack key={kind} gap="200">
          <Checkbox label={t(`segments:season.${kind}`)} helpText={t(`settings:seasons.${kind}Help`, { when: when(dates[kind]) })} checked={on(`season.${kind}`)} onChange={(checked) => form.change(`season.${kind}`, checked ? 'on' : '')} />
          {on(`season.${kind}`) ? (
            <Box paddingInlineStart="600">
              <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
                {(['daysBefore', 'daysAfter'] as const).map((side) => (
                  <NumberField
                    key={side}
                    form={form}
                    name={`season.${kind}.${side}`}
                    label={t(`settings:seasons.${side}`, { window: t(`segments:season.${kind}`) })}
                    suffix={t('settings:daysSuffix')}
                    max={MOST_DAYS_AROUND}
                    error={around}
                  />
                ))}
              </InlineGrid>
            </Box>
          ) : null}
        </BlockStack>
      ))}
      {shown.map((row, i) => (
        <OwnWindowFields key={row} form={form} row={row} number={formats.number(i + 1)} />
      ))}
      {form.wrong.includes('season') ? <InlineError fieldID={`${shown[0] ?? 'season'}.name`} message={t('settings:error.windowNames')} /> : null}
      <InlineStack>
        {free ? (
          <Button onClick={() => form.change(free, 'on')}>{t('settings:seasons.add')}</Button>
        ) : (
          <Text as="p" tone="subdued">
            {t('settings:seasons.full', { number: formats.number(OWN_ROWS.length) })}
          </Text>
        )}
      </InlineStack>
    </BlockStack>
  );
}
