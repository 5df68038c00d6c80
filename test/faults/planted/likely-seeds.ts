// Which seeds are most likely to find a bug: those whose schedules meet the faults that it needs, and much life besides. What a
// schedule will meet is drawn before it begins, so a thousand can be looked at without running any.
import { World } from '../clock/world.ts';
import { lifeOf, planFaults, WARM_PERCENT } from '../kinds/plan.ts';
import type { PlantedBug } from './planted-bug.ts';

/** How well the schedule of a seed suits; 0 where it lacks a fault that is needed. */
function suits({ needs = [], spoiledBy = [], begins }: PlantedBug, seed: number): number {
  const world = new World(seed, 0);
  const warm = world.between('start', 1, 100) <= WARM_PERCENT;
  const { chance, busyMs } = planFaults(world);
  const happenings = world.between('life', ...lifeOf(seed).happenings);
  if (begins !== undefined && warm !== (begins === 'warm')) return 0;
  const chances = needs.map((kinds) => kinds.reduce((sum, kind) => sum + chance(kind), 0));
  const spoiled = spoiledBy.some((kind) => chance(kind) > 0) ? 0.1 : 1;
  return chances.reduce((product, one) => product * one, happenings * (0.5 + busyMs / 1_200_000)) * spoiled;
}

/** @returns the seeds of the range, the likeliest first. */
export function likelySeeds(bug: PlantedBug, from: number, upTo: number): number[] {
  const seeds = Array.from({ length: upTo - from + 1 }, (_, place) => from + place);
  const score = new Map(seeds.map((seed) => [seed, suits(bug, seed)]));
  return seeds.sort((a, b) => (score.get(b) ?? 0) - (score.get(a) ?? 0) || a - b);
}
