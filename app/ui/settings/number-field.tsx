import { TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { SettingsFormState } from './use-settings-form.ts';

interface NumberFieldProps {
  form: SettingsFormState;
  name: string;
  label: string;
  help?: string;
  suffix?: string;
  min?: number;
  max?: number;
  step?: number;
  /** The text for a wrong value: what is allowed. */
  error: string;
}

/** A number that a merchant types, with what is allowed said next to it when it is not. */
export function NumberField({ form, name, label, help, suffix, min = 0, max, step = 1, error }: NumberFieldProps) {
  const { t } = useTranslation();
  const wrong = form.wrong.includes(name) || form.wrong.includes(name.split('.')[0] ?? '');
  return (
    <TextField
      type="number"
      inputMode="decimal"
      name={name}
      label={label}
      helpText={help}
      suffix={suffix}
      min={min}
      max={max}
      step={step}
      autoComplete="off"
      value={form.values[name] ?? ''}
      onChange={(value) => form.change(name, value)}
      error={wrong ? t('settings:error.prefix', { what: error }) : undefined}
    />
  );
}
