/** A request whose answer was lost may take effect this much later (two minutes seen; source: reliability notes, "late apply"). */
export const LATE_EFFECT_MS = 180_000;
