import { BlockStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

/** What a change does to a customer's tags, each on a line of its own. Signs are words for whoever hears them. */
export function ChangeTags({ add, remove }: { add: readonly string[]; remove: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="050">
      {add.map((tag) => (
        <code key={tag}>{t('write-back:tags.add', { tag })}</code>
      ))}
      {remove.map((tag) => (
        <code key={tag}>{t('write-back:tags.remove', { tag })}</code>
      ))}
    </BlockStack>
  );
}
