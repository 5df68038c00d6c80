// The risk score as a bar from 0 to 100, made of the parts that add up to it; the words beside it say the same.
import styles from './contribution-bar.module.css';

export interface Part {
  readonly key: string;
  readonly label: string;
  /** Points of 100. */
  readonly points: number;
}

interface ContributionBarProps {
  /** The whole in words, for those who cannot see the bar. */
  label: string;
  parts: readonly Part[];
  /** A mark on the scale, 0 to 100: where alerts begin. */
  mark?: number;
}

const WIDTH = 100;
const HEIGHT = 6;

export function ContributionBar({ label, parts, mark }: ContributionBarProps) {
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, part) => sum + part.points, 0));
  return (
    <svg className={styles['bar']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width={WIDTH} height={HEIGHT} className={styles['track']} />
      {parts.map((part, i) => (
        <rect key={part.key} x={starts[i]} width={Math.max(0, part.points)} height={HEIGHT} className={styles[`part${i % 4}`]}>
          <title>{part.label}</title>
        </rect>
      ))}
      {mark === undefined ? null : <rect x={mark - 0.25} width={0.5} height={HEIGHT} className={styles['mark']} />}
    </svg>
  );
}

/** The colour of the part in the bar, to stand beside its words. */
export function PartSwatch({ index }: { index: number }) {
  return (
    <svg width="12" height="12" aria-hidden="true" className={styles['swatch']}>
      <rect width="12" height="12" rx="2" className={styles[`part${index % 4}`]} />
    </svg>
  );
}
