import { BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { DefinitionChange } from '../../../domain/segments/definition/definition-changes.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import { useChangeWords } from './use-change-words.ts';

export interface VersionProps {
  readonly version: number;
  readonly createdAtMs: number;
  readonly restoredFrom: number | null;
  readonly changes: readonly DefinitionChange[] | null;
}

interface VersionHistoryProps {
  /** Newest first. */
  versions: readonly VersionProps[];
  busy: boolean;
  /** What is typed and not saved would be lost. */
  unsaved: boolean;
  onRestore: (version: number) => void;
}

/** Every version of the segment definition with what it changed; an older one can be brought back as a new one. */
export function VersionHistory({ versions, busy, unsaved, onRestore }: VersionHistoryProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useChangeWords();
  if (versions.length === 0) return <Text as="p">{t('settings:versions.none')}</Text>;
  return (
    <BlockStack as="ol" gap="400">
      {unsaved && versions.length > 1 ? (
        <li>
          <Text as="p" tone="subdued">
            {t('settings:versions.unsaved')}
          </Text>
        </li>
      ) : null}
      {versions.map(({ version, createdAtMs, restoredFrom, changes }, i) => (
        <li key={version}>
          <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
            <BlockStack gap="050">
              <Text as="h3" variant="headingSm">
                {t(i === 0 ? 'settings:versions.current' : 'settings:versions.version', { version: formats.number(version) })}
              </Text>
              <Text as="p" variant="bodySm" tone="subdued">
                {t('settings:versions.since', { moment: formats.moment(createdAtMs) })}
              </Text>
              {restoredFrom === null ? null : <Text as="p">{t('settings:versions.restored', { version: formats.number(restoredFrom) })}</Text>}
              {changes === null ? <Text as="p">{t('settings:versions.first')}</Text> : null}
              {changes?.map((change) => (
                <Text as="p" key={words(change)}>
                  {words(change)}
                </Text>
              ))}
            </BlockStack>
            {i === 0 ? null : (
              <Button disabled={busy || unsaved} accessibilityLabel={t('settings:versions.restoreNumber', { version: formats.number(version) })} onClick={() => onRestore(version)}>
                {t('settings:versions.restore')}
              </Button>
            )}
          </InlineStack>
        </li>
      ))}
    </BlockStack>
  );
}
