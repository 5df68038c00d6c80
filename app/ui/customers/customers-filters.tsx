import { ChoiceList, IndexFilters, type IndexFiltersProps, IndexFiltersMode, Text } from '@shopify/polaris';
import { useNavigate, useSearchParams } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { changed, FILTERS, type MovedCell, movedCell } from './list-address.ts';

interface CustomersFiltersProps {
  loading: boolean;
  names: { readonly groups: readonly string[]; readonly tiers: readonly string[]; readonly stages: readonly string[] };
}

const SORTS = ['value', 'orders', 'lastOrder', 'risk', 'expectedValue'] as const;
const RISKS = ['50', '80', '90'] as const;
/** Typing is over when no key came for this long. */
const TYPING_MS = 400;

/** Search, filters and order, all kept in the address. */
export function CustomersFilters({ loading, names }: CustomersFiltersProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const asked = params.get('q') ?? '';
  const [typed, setTyped] = useState(asked);
  const [before, setBefore] = useState(asked);
  const [mode, setMode] = useState(IndexFiltersMode.Filtering);
  // The back button changes what is asked for; the field follows.
  if (asked !== before) {
    setBefore(asked);
    setTyped(asked);
  }

  useEffect(() => {
    if (typed.trim() === asked) return;
    const timer = setTimeout(() => navigate(changed(params, { q: typed.trim() }), { replace: asked !== '' }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, asked, params, navigate]);

  const choose = (name: string, value: string | undefined) => navigate(changed(params, { [name]: value }));
  const filter = (name: string, label: string, choices: { value: string; label: string }[]) => ({
    key: name,
    label,
    shortcut: true,
    filter: <ChoiceList title={label} titleHidden choices={choices} selected={[params.get(name) ?? '']} onChange={([value]) => choose(name, value)} />,
  });
  const segmentsOf = (kind: 'group' | 'tier' | 'stage', all: readonly string[]) => all.map((value) => ({ value, label: t(`segments:${kind}.${value}.name`) }));
  const filters = [
    filter('group', t('segments:groupHeading'), segmentsOf('group', names.groups)),
    filter('stage', t('segments:stageHeading'), segmentsOf('stage', names.stages)),
    filter('tier', t('segments:tierHeading'), segmentsOf('tier', names.tiers)),
    filter('riskAbove', t('customers:filter.riskAbove'), RISKS.map((value) => ({ value, label: t('customers:filter.above', { score: formats.number(Number(value)) }) }))),
    filter('alert', t('customers:filter.alert'), [{ value: 'open', label: t('customers:filter.alertOpen') }]),
    filter('differs', t('customers:filter.differs'), [{ value: 'shopify', label: t('customers:filter.differsShopify') }]),
    filter('scoring', t('customers:filter.scoring'), [{ value: 'off', label: t('customers:filter.scoringOff') }]),
  ];

  function wordsFor(name: string, value: string): string {
    if (name === 'recency') return t('customers:filter.recency', { score: value });
    if (name === 'fm') return t('customers:filter.fm', { range: value.split('-').map((mean) => formats.number(Number(mean), 1)).join('–') });
    if (name === 'group' || name === 'tier' || name === 'stage') return t('customers:filter.applied', { name: t(`segments:${name}Heading`), value: t(`segments:${name}.${value}.name`) });
    if (name === 'riskAbove') return t('customers:filter.applied', { name: t('customers:filter.riskAbove'), value: t('customers:filter.above', { score: value }) });
    return t({ alert: 'customers:filter.alertOpen', differs: 'customers:filter.differsShopify', scoring: 'customers:filter.scoringOff' }[name] ?? 'customers:filter.alert');
  }
  const known: Record<string, readonly string[]> = { group: names.groups, tier: names.tiers, stage: names.stages };
  function wordsForMove({ kind, from, to, since, until }: MovedCell): string {
    const nameOf = (place: string, other: string) => t(place === 'none' ? other : `segments:${kind}.${place}.name`);
    return t('movement:filter', { from: nameOf(from, 'movement:new'), to: nameOf(to, 'movement:gone'), since: formats.day(since), until: formats.day(until) });
  }
  const applied: IndexFiltersProps['appliedFilters'] = FILTERS.flatMap((name) => {
    const value = params.get(name);
    if (!value || (known[name] && !known[name].includes(value))) return [];
    const cell = name === 'moved' ? movedCell(value, known) : null;
    if (name === 'moved' && !cell) return [];
    return [{ key: name, label: cell ? wordsForMove(cell) : wordsFor(name, value), onRemove: () => choose(name, undefined) }];
  });

  // What a picture led here with has no list of choices; it is shown all the same, and can be taken away.
  const own = new Set(filters.map(({ key }) => key));
  const without = applied.flatMap(({ key, label }) => (own.has(key) ? [] : [{ key, label, shortcut: true, filter: <Text as="p">{label}</Text> }]));

  return (
    <IndexFilters
      mode={mode}
      setMode={setMode}
      tabs={[]}
      selected={0}
      canCreateNewView={false}
      autoFocusSearchField={false}
      hideQueryField={false}
      queryValue={typed}
      queryPlaceholder={t('customers:search')}
      onQueryChange={setTyped}
      onQueryClear={() => setTyped('')}
      cancelAction={{ onAction: () => navigate('/app/customers'), disabled: false, loading: false }}
      loading={loading}
      filters={[...without, ...filters]}
      appliedFilters={applied}
      onClearAll={() => navigate('/app/customers')}
      sortOptions={SORTS.flatMap((sort) => [
        { label: t(`customers:sort.${sort}`), value: `${sort} desc` as const, directionLabel: t(`customers:direction.${sort === 'lastOrder' ? 'newest' : 'most'}`) },
        { label: t(`customers:sort.${sort}`), value: `${sort} asc` as const, directionLabel: t(`customers:direction.${sort === 'lastOrder' ? 'oldest' : 'least'}`) },
      ])}
      sortSelected={[`${params.get('sort') ?? 'value'} ${params.get('order') ?? 'desc'}`]}
      onSort={([chosen]) => {
        const [sort, order] = (chosen ?? 'value desc').split(' ');
        void navigate(changed(params, { sort: sort === 'value' ? undefined : sort, order: order === 'desc' ? undefined : order }));
      }}
    />
  );
}
