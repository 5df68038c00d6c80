import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, Text } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../app-bridge.ts';

/** Takes a customer out of scoring, or back in. */
export function ScoringSwitch({ optedOut }: { optedOut: boolean }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ readonly optedOut: boolean }>();
  const busy = fetcher.state !== 'idle';
  const told = useRef<unknown>(undefined);
  useEffect(() => {
    if (busy || !fetcher.data || told.current === fetcher.data) return;
    told.current = fetcher.data;
    showDone(t(fetcher.data.optedOut ? 'customers:scoring.isOff' : 'customers:scoring.isOn'));
  }, [busy, fetcher.data, t]);
  return (
    <Card>
      <BlockStack gap="200" inlineAlign="start">
        <Text as="h2" variant="headingMd">
          {t('customers:scoring.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t(optedOut ? 'customers:scoring.offAbout' : 'customers:scoring.onAbout')}
        </Text>
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="scoring" />
          <input type="hidden" name="optOut" value={optedOut ? 'no' : 'yes'} />
          <Button submit loading={busy} disabled={busy}>
            {t(optedOut ? 'customers:scoring.turnOn' : 'customers:scoring.turnOff')}
          </Button>
        </fetcher.Form>
      </BlockStack>
    </Card>
  );
}
