import { normalQuantile } from '../../numerics/normal.ts';
import { requireCounts, requireShare, USUAL_LEVEL, type Interval, type ProportionArm } from './arms.ts';

/**
 * The score interval of a share (Wilson 1927; R's prop.test(correct = FALSE)): the shares that a z test at 1 − level would not
 * refuse. Stays within 0 to 1 and is no point at 0 or all; without customers it is 0 to 1, for nothing is known.
 */
export function wilsonInterval(arm: ProportionArm, level = USUAL_LEVEL): Interval {
  requireCounts(arm);
  requireShare('level', level);
  const { customers, converted } = arm;
  if (customers === 0) return [0, 1];
  const z = normalQuantile((1 + level) / 2);
  const share = converted / customers;
  const zz = (z * z) / customers;
  const middle = share + zz / 2;
  const half = (z / customers) * Math.sqrt(customers * share * (1 - share) + (z * z) / 4);
  return [converted === 0 ? 0 : (middle - half) / (1 + zz), converted === customers ? 1 : (middle + half) / (1 + zz)];
}

/**
 * The interval of treated − control built from the two Wilson intervals (Newcombe 1998, "Interval estimation for the difference
 * between independent proportions", method 10): covers also in small groups and where nobody or everybody converted.
 */
export function newcombeInterval(control: ProportionArm, treated: ProportionArm, level = USUAL_LEVEL): Interval {
  const before = wilsonInterval(control, level);
  const after = wilsonInterval(treated, level);
  if (control.customers === 0 || treated.customers === 0) return [after[0] - before[1], after[1] - before[0]];
  const p = control.converted / control.customers;
  const q = treated.converted / treated.customers;
  return [q - p - Math.hypot(q - after[0], before[1] - p), q - p + Math.hypot(after[1] - q, p - before[0])];
}
