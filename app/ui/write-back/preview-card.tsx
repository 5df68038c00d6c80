// What writing tags now would change, without changing anything, and the button that does it.
import { useFetcher, useNavigate } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, Card, InlineStack, Link, Spinner, Text } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../app-bridge.ts';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { RecordsTable } from '../pieces/records-table.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import { RouteLines, type RouteProps } from './route-lines.tsx';
import { type TagCount, TagsTable } from './tags-table.tsx';
import { type Change, useChangeColumns } from './use-change-columns.tsx';

export interface PreviewProps {
  readonly state: 'waiting' | 'running' | 'failed' | 'done';
  readonly tags: { readonly customers: number; readonly plan?: { readonly byTag: readonly TagCount[]; readonly sample: readonly Change[]; readonly route: RouteProps } } | null;
}

type Plan = NonNullable<NonNullable<PreviewProps['tags']>['plan']>;

const HERE = '/app/write-back?index';

export function PreviewCard({ preview, names, ready }: { preview: PreviewProps | null; names: CustomerNames; ready: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const fetcher = useFetcher<{ readonly outcome: string; readonly previewId: string | null }>();
  const handled = useRef<unknown>(undefined);
  const working = preview?.state === 'waiting' || preview?.state === 'running';
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  usePolling(working);

  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    if (answer.previewId) void navigate(`/app/write-back?preview=${answer.previewId}`, { replace: true, preventScrollReset: true });
    if (answer.outcome === 'asked') {
      showDone(t('write-back:now.asked'));
      void navigate('/app/write-back', { replace: true, preventScrollReset: true });
    }
  }, [answer, navigate, t]);

  const ask = (intent: string) => fetcher.submit({ intent }, { method: 'post', action: HERE });
  const customers = preview?.tags?.customers ?? 0;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('write-back:now.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(ready ? 'write-back:now.intro' : 'write-back:now.off')} {ready ? null : <Link url="/app/settings">{t('write-back:now.settings')}</Link>}
          </Text>
        </BlockStack>
        <InlineStack gap="200">
          <Button disabled={!ready} loading={working || fetcher.state !== 'idle'} onClick={() => ask('preview-tags')}>
            {t(preview ? 'write-back:now.previewAgain' : 'write-back:now.preview')}
          </Button>
          <Button disabled={!ready || working || fetcher.state !== 'idle'} onClick={() => ask('write-now')}>
            {t('write-back:now.write')}
          </Button>
        </InlineStack>
        <div aria-live="polite">
          {working ? (
            <InlineStack gap="200" blockAlign="center">
              <Spinner size="small" accessibilityLabel={t('loading')} />
              <Text as="span">{t('write-back:now.working')}</Text>
            </InlineStack>
          ) : null}
          {preview?.state === 'failed' ? <Banner tone="critical">{t('write-back:now.failed')}</Banner> : null}
          {preview?.state === 'done' ? <Text as="p">{customers === 0 ? t('write-back:now.nothing') : t('write-back:now.would', { count: customers, number: formats.number(customers) })}</Text> : null}
        </div>
        {preview?.state === 'done' && customers > 0 && preview.tags?.plan ? <PlanShown plan={preview.tags.plan} names={names} customers={customers} /> : null}
      </BlockStack>
    </Card>
  );
}

function PlanShown({ plan, names, customers }: { plan: Plan; names: CustomerNames; customers: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns = useChangeColumns(names);
  return (
    <BlockStack gap="400">
      <TagsTable caption={t('write-back:now.byTag')} byTag={plan.byTag} />
      <Box>
        <RouteLines route={plan.route} />
      </Box>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {customers > plan.sample.length ? t('write-back:now.sample', { number: formats.number(plan.sample.length) }) : t('write-back:now.all')}
        </Text>
        <RecordsTable caption={t('write-back:now.all')} columns={columns} rows={plan.sample} rowKey={({ customerId }) => customerId} />
      </BlockStack>
    </BlockStack>
  );
}
