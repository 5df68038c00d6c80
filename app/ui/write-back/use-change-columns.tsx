import { Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CustomerLabel } from '../customers/customer-label.tsx';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import type { Column } from '../pieces/records-table.tsx';
import { ChangeTags } from './change-tags.tsx';
import { useRunWords } from './run-words.ts';

export interface Change {
  readonly customerId: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly reason: string;
}

/** What every list of changes tells: whose tags, which, and why. */
export function useChangeColumns<C extends Change = Change>(names: CustomerNames): Column<C>[] {
  const { t } = useTranslation();
  const words = useRunWords();
  return [
    {
      key: 'customer',
      heading: t('write-back:changes.customer'),
      cell: ({ customerId }) => (
        <Link url={`/app/customers/${customerId}`}>
          <CustomerLabel customerId={customerId} names={names} />
        </Link>
      ),
    },
    { key: 'tags', heading: t('write-back:changes.tags'), cell: (change) => <ChangeTags {...change} /> },
    { key: 'reason', heading: t('write-back:changes.reason'), cell: ({ reason }) => words.reason(reason) },
  ];
}
