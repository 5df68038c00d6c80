import { Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

export interface DefinitionLineProps {
  readonly unpaidAfterDays: number;
  readonly version: { readonly number: number; readonly sinceMs: number } | null;
  readonly waitingVersion: number | null;
  readonly season: object | null;
}

/** By which version of the definition the figures were made, since when there is one, and where it is changed. */
export function DefinitionLine({ unpaidAfterDays, version, waitingVersion, season }: DefinitionLineProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {version ? t('segments:definition.version', { version: formats.number(version.number), moment: formats.moment(version.sinceMs) }) : null} {t(season ? 'segments:definition.seasonal' : 'segments:definition.equal')}{' '}
      {t('segments:definition.unpaid', { days: formats.days(unpaidAfterDays) })} {waitingVersion === null ? null : t('segments:definition.waiting', { version: formats.number(waitingVersion) })}{' '}
      <Link url="/app/settings#segment-definition">{t('segments:definition.change')}</Link>
    </Text>
  );
}
