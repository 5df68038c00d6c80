import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface TagCount {
  readonly tag: string;
  /** Customers. */
  readonly added: number;
  readonly removed: number;
}

/** Tag by tag, how many customers get it and lose it. */
export function TagsTable({ caption, byTag }: { caption: string; byTag: readonly TagCount[] }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const columns: Column<TagCount>[] = [
    { key: 'tag', heading: t('write-back:tags.tag'), cell: ({ tag }) => <code>{tag}</code> },
    { key: 'added', heading: t('write-back:tags.added'), numeric: true, cell: ({ added }) => number(added) },
    { key: 'removed', heading: t('write-back:tags.removed'), numeric: true, cell: ({ removed }) => number(removed) },
  ];
  return <RecordsTable caption={caption} columns={columns} rows={byTag} rowKey={({ tag }) => tag} compact />;
}
