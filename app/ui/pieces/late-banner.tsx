import { Banner, BlockStack, Link, List } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import styles from './late-banner.module.css';

/** Above every page while the data of the shop is late: why, and where to see more. Gone by itself once it is not. */
export function LateBanner({ late }: { late: readonly string[] }) {
  const { t } = useTranslation();
  if (late.length === 0) return null;
  return (
    <div className={styles['banner']}>
      <Banner tone="warning" title={t('sync:late.title')}>
        <BlockStack gap="100">
          <List>
            {late.map((reason) => (
              <List.Item key={reason}>{t(`sync:late.${reason}`)}</List.Item>
            ))}
          </List>
          <Link url="/app/sync">{t('sync:late.more')}</Link>
        </BlockStack>
      </Banner>
    </div>
  );
}
