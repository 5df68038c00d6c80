import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

/** What a person sees instead of a page that failed, with what to do next. */
export function ErrorPage({ notFound }: { notFound: boolean }) {
  const { t } = useTranslation();
  return (
    <Page title={t(notFound ? 'error.notFoundTitle' : 'error.title')}>
      <Card>
        <BlockStack gap="400">
          <Text as="p">{t(notFound ? 'error.notFoundBody' : 'error.body')}</Text>
          <InlineStack gap="200">
            {notFound ? null : (
              <Button variant="primary" onClick={() => window.location.reload()}>
                {t('error.retry')}
              </Button>
            )}
            <Button url="/app">{t('error.home')}</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
