import { bringingInBugs } from './bringing-in.ts';
import { codeBugs } from './codes.ts';
import type { PlantedBug } from './planted-bug.ts';
import { receivingBugs } from './receiving.ts';

/** Each has to be found within a thousand seeds, or the schedules prove nothing. */
export const plantedBugs: readonly PlantedBug[] = [...receivingBugs, ...codeBugs, ...bringingInBugs];
