import type { Kind } from '../kinds/kinds.ts';

/** A small change of one file of the app that does harm. */
export interface PlantedBug {
  readonly name: string;
  /** Below app/. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What goes wrong. */
  readonly why: string;
  /** Faults without which it does no harm: one of each group. */
  readonly needs?: readonly (readonly Kind[])[];
  /** Faults after which the app looks everything up anew, and repairs the harm. */
  readonly spoiledBy?: readonly Kind[];
  /** With a shop that was imported before, or one that is yet to be. */
  readonly begins?: 'warm' | 'cold';
  /** A seed that has found it: the hunt begins with this one. */
  readonly foundBy?: number;
}
