// What a stored result of a long computation was made with: where it differs from today, the result is out of date.
import { isDeepStrictEqual } from 'node:util';
import type { ScoringSettings } from '../../domain/glossary.ts';
import { SHOP_MODEL_VERSION } from '../../domain/shop-model.ts';

/** Plain JSON. */
export interface MadeWith {
  /** Of the code: a result of another version can no longer be read. */
  readonly version: number;
  readonly settings: ScoringSettings;
}

export function madeWith(settings: ScoringSettings): MadeWith {
  return JSON.parse(JSON.stringify({ version: SHOP_MODEL_VERSION, settings })) as MadeWith;
}

/** Whether this version of the code wrote it, so that it can be read. */
export function isReadable(stored: MadeWith): boolean {
  return stored.version === SHOP_MODEL_VERSION;
}

export function isMadeWith(stored: MadeWith, settings: ScoringSettings): boolean {
  return isDeepStrictEqual(stored, madeWith(settings));
}
