import type { Cause, RiskReason } from '../glossary.ts';

/**
 * Why the customer may be leaving, from the parts of the risk score. Rhythm, visits and engagement only say that somebody
 * turns away: drifting. The service indicator knows what went wrong, and names it once it has data.
 *
 * @returns null without reasons
 */
export function likelyCause(reasons: readonly RiskReason[]): Cause | null {
  const loudest = reasons[0];
  if (loudest === undefined) return null;
  return loudest.indicator === 'service' ? 'service' : 'drifting';
}
