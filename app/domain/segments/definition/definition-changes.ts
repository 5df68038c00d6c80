// What a new version of a segment definition changes, item by item.
import type { SegmentDefinition } from '../../glossary.ts';
import type { SeasonWindow } from '../seasons/season-windows.ts';

export const MEASURES = ['recencyDays', 'orders', 'valueMinor'] as const;

export type DefinitionChange =
  | { readonly what: 'unpaid-after'; readonly fromDays: number; readonly toDays: number }
  | { readonly what: 'method'; readonly to: 'quintiles' | 'fixed' }
  /** Four thresholds each. */
  | { readonly what: 'thresholds'; readonly measure: (typeof MEASURES)[number]; readonly from: readonly number[]; readonly to: readonly number[] }
  | { readonly what: 'frequency-weight'; readonly from: number; readonly to: number }
  | { readonly what: 'window-added' | 'window-removed'; readonly window: SeasonWindow }
  | { readonly what: 'window-changed'; readonly from: SeasonWindow; readonly to: SeasonWindow };

/** Empty exactly when the two define the same, but for the order in which windows are listed. */
export function definitionChanges(before: SegmentDefinition, after: SegmentDefinition): DefinitionChange[] {
  const changes: DefinitionChange[] = [];
  if (before.unpaidAfterDays !== after.unpaidAfterDays) changes.push({ what: 'unpaid-after', fromDays: before.unpaidAfterDays, toDays: after.unpaidAfterDays });
  if (before.cutPoints.method !== after.cutPoints.method) changes.push({ what: 'method', to: after.cutPoints.method });
  else if (before.cutPoints.method === 'fixed' && after.cutPoints.method === 'fixed') {
    for (const measure of MEASURES) {
      const [from, to] = [before.cutPoints[measure], after.cutPoints[measure]];
      if (from.some((value, k) => value !== to[k])) changes.push({ what: 'thresholds', measure, from, to });
    }
  }
  if (before.seasons.frequencyWeight !== after.seasons.frequencyWeight) changes.push({ what: 'frequency-weight', from: before.seasons.frequencyWeight, to: after.seasons.frequencyWeight });
  return [...changes, ...windowChanges(before.seasons.windows, after.seasons.windows)];
}

function windowChanges(before: readonly SeasonWindow[], after: readonly SeasonWindow[]): DefinitionChange[] {
  const left = [...before];
  const changed = after.flatMap((to): DefinitionChange[] => {
    const at = left.findIndex((other) => sameName(other, to));
    const [from] = at < 0 ? [] : left.splice(at, 1);
    if (!from) return [{ what: 'window-added', window: to }];
    return sameDays(from, to) ? [] : [{ what: 'window-changed', from, to }];
  });
  return [...changed, ...left.map((window): DefinitionChange => ({ what: 'window-removed', window }))];
}

function sameName(one: SeasonWindow, other: SeasonWindow): boolean {
  return one.kind === 'own' ? other.kind === 'own' && other.name === one.name : other.kind === one.kind;
}

function sameDays(one: SeasonWindow, other: SeasonWindow): boolean {
  if (one.kind === 'own') return other.kind === 'own' && one.from.month === other.from.month && one.from.day === other.from.day && one.to.month === other.to.month && one.to.day === other.to.day;
  return other.kind !== 'own' && one.daysBefore === other.daysBefore && one.daysAfter === other.daysAfter;
}
