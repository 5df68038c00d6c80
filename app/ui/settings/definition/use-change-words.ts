// What a version of the segment definition changed, in words.
import { useTranslation } from 'react-i18next';
import type { DefinitionChange } from '../../../domain/segments/definition/definition-changes.ts';
import type { SeasonWindow } from '../../../domain/segments/seasons/season-windows.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import { useWindowName } from '../../segments/use-window-name.ts';

export function useChangeWords(): (change: DefinitionChange) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const windowName = useWindowName();

  function windowDays(window: SeasonWindow): string {
    if (window.kind === 'own') return t('settings:seasons.range', { from: formats.monthDay(window.from.month, window.from.day), until: formats.monthDay(window.to.month, window.to.day) });
    return t('settings:versions.around', { before: formats.days(window.daysBefore), after: formats.days(window.daysAfter) });
  }

  const thresholds = (measure: string, values: readonly number[]) =>
    values.map((value) => (measure === 'valueMinor' ? formats.money(value) : formats.number(value, 2))).join(' / ');

  return (change) => {
    switch (change.what) {
      case 'unpaid-after':
        return t('settings:versions.unpaid', { from: formats.days(change.fromDays), to: formats.days(change.toDays) });
      case 'method':
        return t(`settings:versions.method.${change.to}`);
      case 'thresholds':
        return t('settings:versions.thresholds', { measure: t(`settings:versions.measure.${change.measure}`), from: thresholds(change.measure, change.from), to: thresholds(change.measure, change.to) });
      case 'frequency-weight':
        return t('settings:versions.weight', { from: formats.number(change.from, 1), to: formats.number(change.to, 1) });
      case 'window-added':
        return t('settings:versions.added', { window: windowName(change.window), days: windowDays(change.window) });
      case 'window-removed':
        return t('settings:versions.removed', { window: windowName(change.window) });
      case 'window-changed':
        return t('settings:versions.changed', { window: windowName(change.to), from: windowDays(change.from), to: windowDays(change.to) });
    }
  };
}
