import { useNavigate } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Page, Text } from '@shopify/polaris';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface AppPageProps {
  title: string;
  children: ReactNode;
  /** A sub-page: where back leads, and the heading of its own. */
  back?: { label: string; url: string };
  heading?: string;
}

/** A page: its title in the title bar of Shopify admin, once more for screen readers, and its content. */
export function AppPage({ title, children, back, heading }: AppPageProps) {
  const navigate = useNavigate();
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('documentTitle', { page: title });
  }, [t, title]);
  return (
    <Page {...(back ? { backAction: { content: back.label, url: back.url }, title: heading ?? title } : {})}>
      <TitleBar title={title}>
        {back ? (
          <button variant="breadcrumb" onClick={() => navigate(back.url)}>
            {back.label}
          </button>
        ) : null}
      </TitleBar>
      {back ? null : (
        <Text as="h1" variant="headingLg" visuallyHidden>
          {title}
        </Text>
      )}
      <BlockStack gap="400">{children}</BlockStack>
      <Box paddingBlockEnd="800" />
    </Page>
  );
}
