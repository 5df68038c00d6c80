import { Badge } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

/** From here a score is worth a look; alerts begin at the merchant's own threshold. Half of the scale. */
const WORTH_A_LOOK = 50;
const HIGH = 80;

/** The risk score of 100 in words and a tone; the tone alone says nothing new. */
export function RiskBadge({ score }: { score: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const tone = score >= HIGH ? 'warning' : score >= WORTH_A_LOOK ? 'attention' : undefined;
  return <Badge tone={tone}>{t('alerts:risk', { score: formats.number(score) })}</Badge>;
}
