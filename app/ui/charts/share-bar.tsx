import styles from './share-bar.module.css';

/** A share of the whole beside its figure; the figure says it in words, so the bar is silent. @param share 0 to 1 */
export function ShareBar({ share }: { share: number }) {
  return (
    <span className={styles['track']} aria-hidden="true">
      <span className={styles['bar']} style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}
