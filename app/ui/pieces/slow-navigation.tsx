import { useNavigation } from '@remix-run/react';
import { BlockStack, Card, SkeletonBodyText, SkeletonDisplayText, SkeletonPage } from '@shopify/polaris';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { appBridge } from '../app-bridge.ts';

/** A page that comes sooner than this replaces the old one directly: a skeleton in between would only flicker. */
const PATIENCE_MS = 400;

/** The page, or its outline while another page takes long to load. Searching and paging within a page keep the page. */
export function SlowNavigation({ pathname, children }: { pathname: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { state, location } = useNavigation();
  const loading = state === 'loading';
  const leaving = loading && location.pathname !== pathname;
  const leavingFor = leaving ? location.key : null;
  const [slowFor, setSlowFor] = useState<string | null>(null);

  useEffect(() => {
    if (leavingFor === null) return;
    const timer = setTimeout(() => setSlowFor(leavingFor), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [leavingFor]);

  useEffect(() => {
    appBridge()?.loading(loading);
  }, [loading]);

  if (leavingFor === null || slowFor !== leavingFor) return children;
  return (
    <div aria-busy="true" aria-label={t('loading')} role="status">
      <SkeletonPage>
        <BlockStack gap="400">
          {[4, 6].map((lines) => (
            <Card key={lines}>
              <BlockStack gap="400">
                <SkeletonDisplayText size="small" />
                <SkeletonBodyText lines={lines} />
              </BlockStack>
            </Card>
          ))}
        </BlockStack>
      </SkeletonPage>
    </div>
  );
}
