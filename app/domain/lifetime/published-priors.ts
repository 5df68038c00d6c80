// What is believed of a shop before it has data of its own.
//
// Estimated from the two public data sets, a CD shop and a gift wholesaler, by maximum likelihood (logarithms; standard
// errors in brackets):
//
//                                     r            α            a            b           p           q − 1        γ / median
//   CDNOW, 78 weeks, 2,349 buyers   −1.37 (.04)   1.70 (.07)  −0.50 (.18)   0.97 (.24)  1.95 (.13)   1.01 (.07)  −0.68 (.19)
//   Online Retail, 53 weeks, 4,338  −0.19 (.03)   2.29 (.04)  no drop-out shown          1.05 (.05)   0.81 (.05)   0.06 (.08)
//
// Means lie between the two. Two shops say little of how far shops differ, so no spread is below the distance between them
// over √2, nor below 0.4; for the drop-out, which one of the two does not show, it is a factor of e either way.
import type { LogNormalPrior } from './fit-log-parameters.ts';

/** Of (r, α in weeks, a, b). */
export const BG_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.8, 2, -0.7, 1.5], logSds: [0.85, 0.5, 1, 1] };

/** Of (p, q − 1, γ over the shop's median spend). */
export const GAMMA_GAMMA_PRIOR: LogNormalPrior = { logMeans: [1.5, 0.9, -0.3], logSds: [0.65, 0.4, 0.55] };

/** Of (r, α in weeks, a, b) of MBG/NBD. */
export const MBG_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.4, 2.1, -0.4, 1.2], logSds: [0.7, 0.5, 1, 1] };

/** Of (r, α in weeks, s, β in weeks) of Pareto/NBD. */
export const PARETO_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.4, 2.35, -0.7, 2.7], logSds: [0.7, 0.5, 1, 1] };
