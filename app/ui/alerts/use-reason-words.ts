import { useTranslation } from 'react-i18next';
import type { RiskReason } from '../../domain/glossary.ts';
import { useFormats } from '../formats/shop-formats.tsx';

/** Says a part of a risk score in a sentence, with the figures it stood on. */
export function useReasonWords(): (reason: RiskReason) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return ({ indicator, facts }) => {
    const { daysSinceLastOrder, usualGapDays, purchaseDays, lapseChancePercent, horizonDays } = facts;
    if (indicator !== 'rhythm' || daysSinceLastOrder === undefined) return t(`alerts:reason.${indicator}`);
    const since = formats.days(daysSinceLastOrder);
    const silence =
      purchaseDays === 1 || usualGapDays === undefined
        ? t('alerts:reason.boughtOnce', { since })
        : t('alerts:reason.boughtOften', { since, gap: formats.days(Math.max(1, Math.round(usualGapDays))) });
    if (lapseChancePercent === undefined || horizonDays === undefined) return silence;
    return t('alerts:reason.withChance', { silence, horizon: formats.days(horizonDays), chance: formats.percent(lapseChancePercent / 100) });
  };
}
