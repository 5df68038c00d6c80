import { useFetcher } from '@remix-run/react';
import { Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import type { PassProps } from './passes-card.tsx';

/** Asks for a pass and says how far it is. */
export function CheckNow({ hot }: { hot: PassProps | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fetcher = useFetcher<{ askedAtMs: number }>();
  const askedAtMs = fetcher.data?.askedAtMs ?? null;
  const done = askedAtMs !== null && hot?.last && hot.last.finishedAtMs >= askedAtMs ? hot.last : null;
  const running = hot?.running ?? null;
  const busy = fetcher.state !== 'idle' || running !== null || (askedAtMs !== null && !done);
  usePolling(busy && fetcher.state === 'idle');
  const said = running
    ? t('sync:check.running', { count: running.rowsCompared, number: formats.number(running.rowsCompared) })
    : busy
      ? t('sync:check.asked')
      : done
        ? t(done.differences === 0 ? 'sync:check.doneNone' : 'sync:check.doneFound', { compared: formats.number(done.rowsCompared), number: formats.number(done.differences) })
        : '';
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="check-now" />
      <InlineStack gap="300" blockAlign="center">
        <Button submit loading={busy} disabled={busy}>
          {t('sync:check.button')}
        </Button>
        <Text as="span" tone="subdued">
          <span role="status" aria-live="polite">
            {said}
          </span>
        </Text>
      </InlineStack>
    </fetcher.Form>
  );
}
