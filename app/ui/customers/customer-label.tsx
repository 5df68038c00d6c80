import { useTranslation } from 'react-i18next';
import styles from './customer-label.module.css';
import type { CustomerNames } from './use-customer-names.ts';

/** A customer's name once Shopify has given it, the customer's number before and without it. The space is the same. */
export function CustomerLabel({ customerId, names }: { customerId: string; names: CustomerNames }) {
  const { t } = useTranslation();
  return <span className={styles['label']}>{names[customerId] ?? t('customers:number', { id: customerId })}</span>;
}
