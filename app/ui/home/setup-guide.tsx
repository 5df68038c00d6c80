import { useFetcher } from '@remix-run/react';
import { BlockStack, Box, Button, Card, Icon, InlineStack, Text } from '@shopify/polaris';
import { CheckCircleIcon, XIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import styles from './setup-guide.module.css';

export interface SetupStep {
  readonly key: 'import' | 'segments' | 'settings' | 'theme';
  readonly done: boolean;
  /** Where the step is taken; undefined for a step that happens by itself. */
  readonly url?: string;
  /** Outside this app, inside Shopify admin. */
  readonly external?: boolean;
}

/** The few steps of a start. Once put away it stays away. */
export function SetupGuide({ steps }: { steps: readonly SetupStep[] }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done && step.url);
  const complete = done === steps.length;
  if (fetcher.state !== 'idle') return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" wrap={false}>
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              {t(complete ? 'home:setup.completeTitle' : 'home:setup.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('home:setup.progress', { done, all: steps.length })}
            </Text>
          </BlockStack>
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="dismiss-setup" />
            <Button submit variant="tertiary" icon={XIcon} accessibilityLabel={t('home:setup.dismiss')} />
          </fetcher.Form>
        </InlineStack>
        <BlockStack as="ol" gap="100">
          {steps.map((step) => (
            <Box as="li" key={step.key} paddingBlock="150">
              <InlineStack align="space-between" blockAlign="center" gap="300">
                <div className={styles['step']}>
                  <span className={styles['mark']}>
                    {step.done ? <Icon source={CheckCircleIcon} tone="success" accessibilityLabel={t('home:setup.done')} /> : <span className={styles['open']} role="img" aria-label={t('home:setup.open')} />}
                  </span>
                  <BlockStack gap="050">
                    <Text as="span" fontWeight="medium">
                      {t(`home:setup.steps.${step.key}.title`)}
                    </Text>
                    <Text as="span" tone="subdued" variant="bodySm">
                      {t(`home:setup.steps.${step.key}.body`)}
                    </Text>
                  </BlockStack>
                </div>
                {step.url && (!step.done || step.external) ? (
                  <div className={styles['action']}>
                    {step.done ? null : (
                      <Button url={step.url} variant={step === next ? 'primary' : 'secondary'} {...(step.external ? { target: '_top' as const } : {})}>
                        {t(`home:setup.steps.${step.key}.action`)}
                      </Button>
                    )}
                  </div>
                ) : null}
              </InlineStack>
            </Box>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
