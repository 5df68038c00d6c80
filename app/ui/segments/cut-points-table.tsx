import { BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../pieces/records-table.tsx';

export interface CutPointsProps {
  readonly method: 'quintiles' | 'fixed';
  readonly recencyDays: readonly number[];
  readonly orders: readonly number[];
  readonly valueMinor: readonly number[];
}

const SCORES = [5, 4, 3, 2, 1] as const;
type Score = (typeof SCORES)[number];

interface Row {
  readonly score: Score;
  readonly recency: string;
  readonly frequency: string;
  readonly monetary: string;
}

/** Which values earn which score, as the last run had it. */
export function CutPointsTable({ cutPoints }: { cutPoints: CutPointsProps }) {
  const { t } = useTranslation();
  const formats = useFormats();

  /** The range of values above `above` and up to `upTo`; none where a crowd of equal values takes the whole score. */
  function range(above: number | undefined, upTo: number | undefined, say: (value: number) => string): string {
    const from = above === undefined || above < 0 ? undefined : above;
    if (upTo !== undefined && (upTo < 0 || (from !== undefined && upTo <= from))) return t('segments:cutPoints.nobody');
    if (from === undefined && upTo === undefined) return t('segments:cutPoints.everybody');
    if (from === undefined) return t('segments:cutPoints.upTo', { value: say(upTo ?? 0) });
    if (upTo === undefined) return t('segments:cutPoints.above', { value: say(from) });
    return t('segments:cutPoints.between', { from: say(from), to: say(upTo) });
  }

  // A value above k thresholds scores k + 1; recency counts the other way.
  const more = (points: readonly number[], score: Score, say: (value: number) => string) => range(score > 1 ? points[score - 2] : undefined, score < 5 ? points[score - 1] : undefined, say);
  const fewer = (points: readonly number[], score: Score, say: (value: number) => string) => more(points, (6 - score) as Score, say);
  const rows = SCORES.map(
    (score): Row => ({
      score,
      recency: fewer(cutPoints.recencyDays, score, formats.days),
      frequency: more(cutPoints.orders, score, (value) => formats.number(value, 1)),
      monetary: more(cutPoints.valueMinor, score, (value) => formats.money(value)),
    }),
  );
  const columns: Column<Row>[] = [
    { key: 'score', heading: t('segments:cutPoints.score'), cell: ({ score }) => formats.number(score) },
    { key: 'recency', heading: t('segments:cutPoints.recency'), cell: ({ recency }) => recency },
    { key: 'frequency', heading: t('segments:cutPoints.frequency'), cell: ({ frequency }) => frequency },
    { key: 'monetary', heading: t('segments:cutPoints.monetary'), cell: ({ monetary }) => monetary },
  ];
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('segments:cutPoints.title')}
      </Text>
      <Text as="p" tone="subdued">
        {t(`segments:cutPoints.${cutPoints.method}`)}
      </Text>
      <RecordsTable caption={t('segments:cutPoints.title')} columns={columns} rows={rows} rowKey={({ score }) => String(score)} />
    </BlockStack>
  );
}
