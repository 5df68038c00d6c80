import { useTranslation } from 'react-i18next';
import type { SeasonWindow } from '../../domain/segments/seasons/season-windows.ts';

/** What a season is called: its own name, or that of a named one. */
export function useWindowName(): (window: SeasonWindow) => string {
  const { t } = useTranslation();
  return (window) => (window.kind === 'own' ? window.name : t(`segments:season.${window.kind}`));
}
