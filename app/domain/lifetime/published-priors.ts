// What is believed of a shop before it has data of its own: every shop's parameters are drawn from one population of shops,
// whose hyperparameters stand here.
//
// Estimated from the two public data sets, a CD shop and a gift wholesaler, by maximum likelihood: `node test/sweeps/priors.ts`
// gives the table below (logarithms; standard errors in brackets), and test/reference/priors.test.ts holds the two together.
// CDNOW: 78 weeks, 2,357 buyers, 2,349 with an order worth something; Online Retail: 53 weeks, 4,338.
//
//   BG/NBD                   r            α            a            b
//     CDNOW                  −1.37 (.04)   1.70 (.07)  −0.50 (.18)   0.97 (.24)
//     Online Retail          −0.19 (.03)   2.29 (.04)  no drop-out shown
//   MBG/NBD
//     CDNOW                  −0.48 (.15)   2.16 (.11)  −0.60 (.10)   0.01 (.22)
//     Online Retail          −0.19 (.03)   2.29 (.04)  no drop-out shown
//   Pareto/NBD               r            α            s            β
//     CDNOW                  −0.57 (.08)   2.53 (.07)  −0.90 (.18)   2.35 (.40)
//     Online Retail          −0.19 (.03)   2.29 (.04)  no drop-out shown
//   Gamma-Gamma              p            q − 1        γ / median
//     CDNOW                   1.95 (.13)   1.01 (.07)  −0.68 (.19)
//     Online Retail           1.05 (.05)   0.81 (.05)   0.06 (.08)
//
// Means lie half way between the two; those of the drop-out, which Online Retail does not show, at CDNOW or on the side of
// rarer. Two shops say little of how far shops differ, so no spread is below the distance between them over √2, nor below 0.4
// (0.6 for the r of MBG/NBD and Pareto/NBD, where the two are close by accident); for the drop-out it is a factor of e either
// way.
import type { LogNormalPrior } from './fit-log-parameters.ts';

/** Of (r, α in weeks, a, b). */
export const BG_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.8, 2, -0.7, 1.5], logSds: [0.85, 0.5, 1, 1] };

/** Of (p, q − 1, γ over the shop's median spend). */
export const GAMMA_GAMMA_PRIOR: LogNormalPrior = { logMeans: [1.5, 0.9, -0.3], logSds: [0.65, 0.4, 0.55] };

/** Of (r, α in weeks, a, b) of MBG/NBD. */
export const MBG_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.35, 2.2, -0.7, 0.8], logSds: [0.6, 0.5, 1, 1] };

/** Of (r, α in weeks, s, β in weeks) of Pareto/NBD. */
export const PARETO_NBD_PRIOR: LogNormalPrior = { logMeans: [-0.4, 2.4, -0.9, 2.7], logSds: [0.6, 0.5, 1, 1] };
