import { Banner, BlockStack, Link, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

/** Where a problem is mended, when that is a page of ours. */
const MENDED_AT: Readonly<Record<string, string>> = { 'data-request-waits': '/app/privacy', 'data-request-overdue': '/app/privacy' };

/** What only the merchant can mend, all in one banner. A code without a text of its own has the general one. */
export function Problems({ codes }: { codes: readonly string[] }) {
  const { t, i18n } = useTranslation();
  if (codes.length === 0) return null;
  const known = [...new Set(codes.map((code) => (i18n.exists(`errors:${code}.title`) ? code : 'other')))];
  const say = (code: string) => (
    <BlockStack gap="050">
      {known.length > 1 ? (
        <Text as="span" fontWeight="medium">
          {t(`errors:${code}.title`)}
        </Text>
      ) : null}
      <span>
        {t(`errors:${code}.body`)} {MENDED_AT[code] ? <Link url={MENDED_AT[code]}>{t(`errors:${code}.action`)}</Link> : null}
      </span>
    </BlockStack>
  );
  return (
    <Banner tone="critical" title={known.length === 1 ? t(`errors:${known[0]}.title`) : t('errors:several', { count: known.length })}>
      {known.length === 1 ? (
        say(known[0] ?? 'other')
      ) : (
        <List>
          {known.map((code) => (
            <List.Item key={code}>{say(code)}</List.Item>
          ))}
        </List>
      )}
    </Banner>
  );
}
