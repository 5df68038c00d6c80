// The versions of a shop's segment definition, newest first, each with what it changed.
import { type DefinitionChange, definitionChanges } from '../../../domain/segments/definition/definition-changes.ts';
import type { ShopTx } from '../../db.ts';
import { readDefinitionVersions } from '../../segments/definition-versions.ts';

export interface VersionRow {
  readonly version: number;
  readonly createdAtMs: number;
  /** The older version that this one brought back; null where it is none. */
  readonly restoredFrom: number | null;
  /** Against the version before; null for the first. */
  readonly changes: readonly DefinitionChange[] | null;
}

const SHOWN = 20;

/** Empty before the first scoring or the first change. */
export async function readVersionHistory(tx: ShopTx): Promise<VersionRow[]> {
  const versions = await readDefinitionVersions(tx, SHOWN + 1);
  return versions.slice(0, SHOWN).map(({ version, definition, restoredFrom, createdAt }, i) => {
    const before = versions[i + 1];
    return { version, createdAtMs: createdAt.getTime(), restoredFrom, changes: before ? definitionChanges(before.definition, definition) : null };
  });
}
