// The definition of every segment in words, with the numbers of this shop.
import { useTranslation } from 'react-i18next';
import type { LifecycleStage, RfmGroup, ValueTier } from '../../domain/glossary.ts';
import { useFormats } from '../formats/shop-formats.tsx';

interface StageStarts {
  readonly cooling: number;
  readonly atRisk: number;
  readonly lost: number;
}

export interface StageNumbers {
  readonly overdueRatio: StageStarts;
  readonly firstReturnDays: StageStarts;
  readonly usualGapDays: number;
}

export interface GroupArea {
  readonly recencies: readonly number[];
  readonly means: { readonly from: number; readonly to: number };
}

export function useDefinitions(): {
  group(group: RfmGroup, areas: readonly GroupArea[]): string;
  tier(tier: ValueTier): string;
  stage(stage: LifecycleStage, numbers: StageNumbers): string;
} {
  const { t } = useTranslation();
  const formats = useFormats();
  return {
    group(group, areas) {
      if (areas.length === 0) return t(`segments:group.${group}.about`);
      const places = areas.map(({ recencies, means }) =>
        t('segments:area', {
          recencies: formats.list([...recencies].sort().map((score) => formats.number(score))),
          from: formats.number(means.from, 1),
          to: formats.number(means.to, 1),
        }),
      );
      return t('segments:groupDefinition', { about: t(`segments:group.${group}.about`), areas: places.join(t('segments:areaSeparator')) });
    },
    tier: (tier) => t(`segments:tier.${tier}.about`),
    stage(stage, { overdueRatio, firstReturnDays, usualGapDays }) {
      const days = (value: number) => formats.days(Math.round(value));
      const times = (value: number) => formats.number(value, 1);
      return t(`segments:stage.${stage}.about`, {
        coolingDays: days(firstReturnDays.cooling),
        atRiskDays: days(firstReturnDays.atRisk),
        lostDays: days(firstReturnDays.lost),
        coolingTimes: times(overdueRatio.cooling),
        atRiskTimes: times(overdueRatio.atRisk),
        lostTimes: times(overdueRatio.lost),
        gap: days(usualGapDays),
      });
    },
  };
}
