// Tenths of the customers by the chance foretold: a column for what happened, a line across it for what was foretold. The table
// beside it says the same in figures.
import styles from './calibration-chart.module.css';

export interface ChartBand {
  /** 0 to 1. */
  readonly foretold: number;
  readonly happened: number;
}

interface CalibrationChartProps {
  /** The whole in words, for those who cannot see it. */
  label: string;
  bands: readonly ChartBand[];
  /** Names of the ends of the scale, which runs from 0 to 1. */
  ends: readonly [string, string];
}

const WIDTH = 400;
const HEIGHT = 140;
const LEFT = 40;
const TOP = 8;
const BOTTOM = 8;

export function CalibrationChart({ label, bands, ends }: CalibrationChartProps) {
  const step = (WIDTH - LEFT) / Math.max(1, bands.length);
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  return (
    <svg className={styles['chart']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 0.5, 1].map((share) => (
        <line key={share} x1={LEFT} x2={WIDTH} y1={y(share)} y2={y(share)} className={styles['grid']} />
      ))}
      <text x={LEFT - 6} y={y(0) + 4} className={styles['end']}>
        {ends[0]}
      </text>
      <text x={LEFT - 6} y={y(1) + 4} className={styles['end']}>
        {ends[1]}
      </text>
      {bands.map(({ foretold, happened }, i) => {
        const x = LEFT + i * step;
        return (
          <g key={`${i}`}>
            <rect x={x + step * 0.2} width={step * 0.6} y={y(happened)} height={y(0) - y(happened)} className={styles['happened']} />
            <line x1={x + step * 0.06} x2={x + step * 0.94} y1={y(foretold)} y2={y(foretold)} className={styles['foretold']} />
          </g>
        );
      })}
    </svg>
  );
}

/** The mark of one of the two in the chart, to stand beside its word. */
export function CalibrationSwatch({ of }: { of: 'foretold' | 'happened' }) {
  return (
    <svg width="14" height="14" aria-hidden="true" className={styles['swatch']}>
      {of === 'happened' ? <rect x="2" width="10" height="14" className={styles['happened']} /> : <line x1="0" x2="14" y1="7" y2="7" className={styles['foretold']} />}
    </svg>
  );
}
