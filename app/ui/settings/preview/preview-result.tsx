import { BlockStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Vocabulary } from '../../../domain/segments/movement.ts';
import { CustomerLabel } from '../../customers/customer-label.tsx';
import { type CustomerNames, useCustomerNames } from '../../customers/use-customer-names.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../../pieces/records-table.tsx';
import type { PreviewProps } from './use-preview.ts';

type Movement = NonNullable<PreviewProps['movement']>;
type Names = Movement['vocabularies'][Vocabulary];
type Example = Movement['examples'][number];

const VOCABULARIES: readonly Vocabulary[] = ['group', 'tier', 'stage'];
/** The largest moves; the sums above count all. */
const MOVES_SHOWN = 12;

function Heading({ children }: { children: string }) {
  return (
    <Text as="h3" variant="headingSm">
      {children}
    </Text>
  );
}

/** How many would move in each vocabulary, from where to where, who for example, and what that would cost in tags. */
export function PreviewResult({ movement, tags, names: streamed }: { movement: Movement; tags: PreviewProps['tags']; names: PreviewProps['names'] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const names = useCustomerNames(streamed);
  const { number } = formats;
  const moved = VOCABULARIES.filter((vocabulary) => movement.vocabularies[vocabulary].moved > 0);
  return (
    <BlockStack gap="500">
      <BlockStack gap="150">
        <Heading>{t('settings:preview.summary')}</Heading>
        {VOCABULARIES.map((vocabulary) => {
          const { moved: customers, movedAnyway } = movement.vocabularies[vocabulary];
          const values = { vocabulary: t(`segments:${vocabulary}Heading`), number: number(customers), all: number(movement.customers) };
          return (
            <Text as="p" key={vocabulary}>
              {t('settings:preview.moved', values)} {movedAnyway > 0 ? t('settings:preview.anyway', { number: number(movedAnyway) }) : null}
            </Text>
          );
        })}
        <Text as="p">{tags ? (tags.customers > 0 ? t('settings:preview.tags', { number: number(tags.customers), added: number(tags.added), removed: number(tags.removed), points: number(tags.points) }) : t('settings:preview.noTags')) : t('settings:preview.countingTags')}</Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {t('settings:preview.basis')}
        </Text>
      </BlockStack>
      {moved.map((vocabulary) => (
        <Moves key={vocabulary} vocabulary={vocabulary} names={movement.vocabularies[vocabulary]} />
      ))}
      {movement.examples.length > 0 ? <Examples examples={movement.examples} customerNames={names} /> : null}
    </BlockStack>
  );
}

function Moves({ vocabulary, names: { names, moves } }: { vocabulary: Vocabulary; names: Names }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const nameOf = (name: string | null) => (name === null ? t('settings:preview.unscored') : t(`segments:${vocabulary}.${name}.name`));
  const title = t(`segments:${vocabulary}Heading`);
  const sums: Column<Names['names'][number]>[] = [
    { key: 'name', heading: title, cell: ({ name }) => nameOf(name) },
    { key: 'before', heading: t('settings:preview.before'), numeric: true, cell: ({ before }) => number(before) },
    { key: 'after', heading: t('settings:preview.after'), numeric: true, cell: ({ after }) => number(after) },
    { key: 'difference', heading: t('settings:preview.difference'), numeric: true, cell: ({ before, after }) => (after > before ? t('settings:preview.more', { number: number(after - before) }) : number(after - before)) },
  ];
  const ways: Column<Names['moves'][number]>[] = [
    { key: 'from', heading: t('settings:preview.from'), cell: ({ from }) => nameOf(from) },
    { key: 'to', heading: t('settings:preview.to'), cell: ({ to }) => nameOf(to) },
    { key: 'customers', heading: t('segments:table.customers'), numeric: true, cell: ({ customers }) => number(customers) },
  ];
  return (
    <BlockStack gap="200">
      <Heading>{title}</Heading>
      <RecordsTable caption={t('settings:preview.sums', { vocabulary: title })} columns={sums} rows={names} rowKey={({ name }) => name} />
      <RecordsTable caption={t('settings:preview.moves', { vocabulary: title })} columns={ways} rows={moves.slice(0, MOVES_SHOWN)} rowKey={({ from, to }) => `${from ?? ''}-${to}`} />
      {moves.length > MOVES_SHOWN ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {t('settings:preview.furtherMoves', { moves: number(moves.length - MOVES_SHOWN), number: number(moves.slice(MOVES_SHOWN).reduce((sum, { customers }) => sum + customers, 0)) })}
        </Text>
      ) : null}
    </BlockStack>
  );
}

function Examples({ examples, customerNames }: { examples: readonly Example[]; customerNames: CustomerNames }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = (name: string | null) => (name === null ? t('settings:preview.unscored') : t(`segments:group.${name}.name`));
  const columns: Column<Example>[] = [
    {
      key: 'customer',
      heading: t('settings:preview.customer'),
      cell: ({ customerId }) => (
        <Link url={`/app/customers/${customerId}`}>
          <CustomerLabel customerId={customerId} names={customerNames} />
        </Link>
      ),
    },
    { key: 'from', heading: t('settings:preview.from'), cell: ({ from }) => nameOf(from) },
    { key: 'to', heading: t('settings:preview.to'), cell: ({ to }) => nameOf(to) },
    { key: 'orders', heading: t('settings:preview.orders'), numeric: true, cell: ({ orders }) => formats.number(orders) },
    { key: 'value', heading: t('segments:table.value'), numeric: true, cell: ({ valueMinor }) => formats.money(valueMinor) },
  ];
  return (
    <BlockStack gap="200">
      <Heading>{t('settings:preview.examples')}</Heading>
      <Text as="p" tone="subdued">
        {t('settings:preview.examplesAbout')}
      </Text>
      <RecordsTable caption={t('settings:preview.examples')} columns={columns} rows={examples} rowKey={({ customerId }) => customerId} />
    </BlockStack>
  );
}
