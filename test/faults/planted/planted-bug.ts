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
  /** A seed that is known to find it: the everyday tests run this one. */
  readonly foundBy?: number;
}
