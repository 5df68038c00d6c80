import { Banner, BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { SeasonWindow } from '../../domain/segments/seasons/season-windows.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { useWindowName } from './use-window-name.ts';

export interface SeasonProps {
  readonly window: SeasonWindow;
  readonly frequencyWeight: number;
  /** Both included, YYYY-MM-DD. */
  readonly from: string;
  readonly until: string;
}

/** Seasonal weights hold: which, until when, what they change and what they leave alone. */
export function SeasonNote({ season, moved }: { season: SeasonProps; moved: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const windowName = useWindowName();
  const times = formats.number(season.frequencyWeight, 1);
  return (
    <Banner tone="info" title={t('segments:season.title', { window: windowName(season.window), day: formats.day(season.until) })}>
      <BlockStack gap="100">
        <Text as="p">{t('segments:season.rule', { times, parts: formats.number(season.frequencyWeight + 1, 1) })}</Text>
        <Text as="p">{t('segments:season.moved', { count: moved, number: formats.number(moved) })}</Text>
        <Text as="p">{t('segments:season.after')}</Text>
      </BlockStack>
    </Banner>
  );
}
