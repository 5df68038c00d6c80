// The grid of the segments page, from the published cell map: five columns, so cut that each cell belongs to one group.
import { cellGroup, FREQUENCY_MONETARY_MEANS, GROUP_MAP, meanColumn, TIER_MAP, type Level } from '../../domain/segments/rfm-cell-map.ts';
import { RFM_GROUPS, type RfmGroup, type ValueTier } from '../../domain/glossary.ts';
import type { CellCount } from './segments.ts';

export interface MeanRange {
  /** Means of the frequency and the monetary score, in halves from 1 to 5; weighted means are rounded down to them. */
  readonly from: number;
  readonly to: number;
}

/** Between two of these lies no border of a group in any row: the test checks it against the map. */
export const GRID_COLUMNS: readonly MeanRange[] = [
  { from: 1, to: 1.5 },
  { from: 2, to: 2 },
  { from: 2.5, to: 2.5 },
  { from: 3, to: 3.5 },
  { from: 4, to: 5 },
];

export const RECENCIES = [5, 4, 3, 2, 1] as const;

export interface GridCell {
  readonly recency: number;
  readonly column: MeanRange;
  readonly group: RfmGroup;
  readonly customers: number;
}

function groupAt(recency: 1 | 2 | 3 | 4 | 5, mean: number): RfmGroup {
  const group = GROUP_MAP[recency][FREQUENCY_MONETARY_MEANS.findIndex((other) => other === mean)];
  if (!group) throw new RangeError(`no group at recency ${recency}, mean ${mean}`);
  return group;
}

/** @param frequencyWeight with which the groups were made; 1 outside of seasons */
export function rfmGrid(counts: readonly CellCount[], frequencyWeight: number): { recency: number; cells: GridCell[] }[] {
  const meanOf = ({ frequency, monetary }: CellCount) => FREQUENCY_MONETARY_MEANS[meanColumn(frequency, monetary, frequencyWeight)] ?? 0;
  return RECENCIES.map((recency) => ({
    recency,
    cells: GRID_COLUMNS.map((column) => ({
      recency,
      column,
      group: groupAt(recency, column.from),
      customers: counts
        .filter((count) => count.recency === recency && meanOf(count) >= column.from && meanOf(count) <= column.to)
        .reduce((sum, count) => sum + count.customers, 0),
    })),
  }));
}

/** How many customers are in another group than they would be with equal weights. */
export function movedBySeason(counts: readonly CellCount[], frequencyWeight: number): number {
  return counts
    .filter(({ recency, frequency, monetary }) => cellGroup(recency, frequency, monetary, frequencyWeight) !== cellGroup(recency, frequency, monetary))
    .reduce((sum, { customers }) => sum + customers, 0);
}

/** Where a group lies: recency scores that share a range of means. */
export interface GroupArea {
  readonly recencies: readonly number[];
  readonly means: MeanRange;
}

/** The definition of every group, read off the map. Prospects have no cell. */
export function groupAreas(): Record<RfmGroup, GroupArea[]> {
  const areas = Object.fromEntries(RFM_GROUPS.map((group) => [group, [] as GroupArea[]])) as Record<RfmGroup, GroupArea[]>;
  for (const recency of RECENCIES) {
    for (const group of new Set(GROUP_MAP[recency])) {
      const means = FREQUENCY_MONETARY_MEANS.filter((mean) => groupAt(recency, mean) === group);
      const range = { from: Math.min(...means), to: Math.max(...means) };
      const same = areas[group].findIndex((area) => area.means.from === range.from && area.means.to === range.to);
      if (same < 0) areas[group].push({ recencies: [recency], means: range });
      else areas[group][same] = { recencies: [...(areas[group][same]?.recencies ?? []), recency], means: range };
    }
  }
  return areas;
}

export const LEVELS: readonly Level[] = ['low', 'middle', 'high'];

export interface TierCombination {
  readonly recency: Level;
  readonly frequency: Level;
  readonly monetary: Level;
  readonly tier: ValueTier;
}

/** All 27 combinations of levels with the tier of each: the whole definition of the tiers. */
export function tierCombinations(): TierCombination[] {
  return LEVELS.flatMap((recency) =>
    LEVELS.flatMap((frequency) => LEVELS.map((monetary, i) => ({ recency, frequency, monetary, tier: TIER_MAP[recency][frequency][i as 0 | 1 | 2] }))),
  );
}
