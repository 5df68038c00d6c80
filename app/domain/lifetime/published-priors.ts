// What is believed of a shop before it has data of its own: see the README of this folder for how it was estimated.
import type { LogNormalPrior } from './fit-log-parameters.ts';

/** Of (r, α in weeks, a, b). */
export const BG_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.6, 1.9, -0.6, 1.4], logSds: [0.7, 0.7, 0.9, 0.9] };

/** Of (p, q − 1, γ over the shop's median spend). */
export const GAMMA_GAMMA_PRIOR: LogNormalPrior = { logMeans: [1.4, 0.9, -0.2], logSds: [0.7, 0.7, 0.7] };
