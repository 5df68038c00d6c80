import type { Indicator } from '../../domain/glossary.ts';

/** In the order in which their weights are asked for. */
export const INDICATOR_NAMES: readonly Indicator[] = ['rhythm', 'visits', 'engagement', 'service'];
