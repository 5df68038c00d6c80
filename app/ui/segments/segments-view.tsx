import { BlockStack, Box, Button, Card, Collapsible, Link, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LifecycleStage, RfmGroup, ValueTier } from '../../domain/glossary.ts';
import { RfmGrid, type GridCell, type GridColumn } from '../charts/rfm-grid.tsx';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { AsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { ExplainOrders } from '../pieces/orders-ledger.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';
import { CutPointsTable, type CutPointsProps } from './cut-points-table.tsx';
import { DefinitionLine, type DefinitionLineProps } from './definition-line.tsx';
import { SeasonNote, type SeasonProps } from './season-note.tsx';
import { type SegmentRow, SegmentTable } from './segment-table.tsx';
import { type GroupArea, type StageNumbers, useDefinitions } from './use-definitions.ts';

type Level = 'low' | 'middle' | 'high';

export interface TierCombination {
  readonly recency: Level;
  readonly frequency: Level;
  readonly monetary: Level;
  readonly tier: ValueTier;
}

export interface SegmentsViewProps {
  freshness: FreshnessProps;
  segments: {
    readonly customers: number;
    readonly groups: readonly SegmentRow[];
    readonly tiers: readonly SegmentRow[];
    readonly stages: readonly SegmentRow[];
    readonly compared: number;
    readonly differ: number;
  };
  definitions: (StageNumbers & Omit<DefinitionLineProps, 'season'> & { readonly cutPoints: CutPointsProps; readonly buyers: number; readonly season: SeasonProps | null }) | null;
  columns: readonly GridColumn[];
  grid: readonly { readonly recency: number; readonly cells: readonly GridCell[] }[];
  /** Customers in another group than with equal weights. */
  movedBySeason: number;
  areas: Record<RfmGroup, readonly GroupArea[]>;
  tierMap: readonly TierCombination[];
}

/** Below this, a fifth of the customers is fewer than two people, and quintiles say little. */
const FEW_BUYERS = 10;

export function SegmentsView({ freshness, segments, definitions, columns, grid, movedBySeason, areas, tierMap }: SegmentsViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const define = useDefinitions();
  if (!definitions || definitions.buyers === 0) {
    return (
      <AppPage title={t('segments:title')}>
        <EmptyCard title={t(definitions ? 'segments:empty.noBuyers' : 'segments:empty.title')} body={t(definitions ? 'segments:empty.noBuyersBody' : 'segments:empty.body')} action={{ label: t('segments:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  const inGrid = grid.reduce((sum, row) => sum + row.cells.reduce((some, cell) => some + cell.customers, 0), 0);
  return (
    <AppPage title={t('segments:title')}>
      {definitions.season ? <SeasonNote season={definitions.season} moved={movedBySeason} /> : null}
      <Card>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('segments:grid.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('segments:grid.intro', { number: formats.number(inGrid), without: formats.number(segments.customers - inGrid) })}
            </Text>
            {definitions.buyers < FEW_BUYERS ? <Text as="p">{t('segments:few', { count: definitions.buyers, number: formats.number(definitions.buyers) })}</Text> : null}
            <AsOf freshness={freshness} />
            <DefinitionLine {...definitions} />
            <ExplainOrders ledger={freshness.fullCount} />
            <Link url="/app/segments/movement">{t('movement:link')}</Link>
          </BlockStack>
          <RfmGrid columns={columns} rows={grid} customers={inGrid} weighted={definitions.season !== null} />
          <CutPointsTable cutPoints={definitions.cutPoints} />
        </BlockStack>
      </Card>
      <SegmentTable
        title={t('segments:groups.title')}
        intro={t(definitions.season ? 'segments:groups.introSeason' : 'segments:groups.intro')}
        kind="group"
        rows={segments.groups}
        customers={segments.customers}
        definition={(name) => define.group(name as RfmGroup, areas[name as RfmGroup])}
        withDiffer
      >
        <Text as="p" variant="bodySm" tone="subdued">
          {t('segments:groups.differ', { compared: formats.number(segments.compared), differ: formats.number(segments.differ) })}{' '}
          {segments.differ > 0 ? <Link url="/app/customers?differs=shopify">{t('segments:groups.showDiffer')}</Link> : null}
        </Text>
      </SegmentTable>
      <SegmentTable title={t('segments:tiers.title')} intro={t('segments:tiers.intro')} kind="tier" rows={segments.tiers} customers={segments.customers} definition={(name) => define.tier(name as ValueTier)}>
        <TierMap combinations={tierMap} />
      </SegmentTable>
      <SegmentTable
        title={t('segments:stages.title')}
        intro={t('segments:stages.intro', { gap: formats.days(Math.max(1, Math.round(definitions.usualGapDays))) })}
        kind="stage"
        rows={segments.stages}
        customers={segments.customers}
        definition={(name) => define.stage(name as LifecycleStage, definitions)}
      />
    </AppPage>
  );
}

/** All 27 combinations of levels, for whoever wants to know exactly. */
function TierMap({ combinations }: { combinations: readonly TierCombination[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const columns: Column<TierCombination>[] = [
    { key: 'recency', heading: t('segments:cutPoints.recency'), cell: ({ recency }) => t(`segments:level.${recency}`) },
    { key: 'frequency', heading: t('segments:cutPoints.frequency'), cell: ({ frequency }) => t(`segments:level.${frequency}`) },
    { key: 'monetary', heading: t('segments:cutPoints.monetary'), cell: ({ monetary }) => t(`segments:level.${monetary}`) },
    { key: 'tier', heading: t('segments:tierHeading'), cell: ({ tier }) => t(`segments:tier.${tier}.name`) },
  ];
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Button variant="plain" disclosure={open ? 'up' : 'down'} ariaExpanded={open} ariaControls={id} onClick={() => setOpen((was) => !was)}>
        {t('segments:tiers.map')}
      </Button>
      <Box width="100%">
        <Collapsible id={id} open={open}>
          <RecordsTable caption={t('segments:tiers.map')} columns={columns} rows={combinations} rowKey={({ recency, frequency, monetary }) => `${recency}-${frequency}-${monetary}`} />
        </Collapsible>
      </Box>
    </BlockStack>
  );
}
