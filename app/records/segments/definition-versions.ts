// The versions of a shop's segment definition. Every change of it is written down as a new one, whatever brought it about, so
// that a scoring can say by which it was made.
import type { Prisma } from '@prisma/client';
import { definitionChanges } from '../../domain/segments/definition/definition-changes.ts';
import type { SegmentDefinition } from '../../domain/glossary.ts';
import type { ShopId, ShopTx } from '../db.ts';
import { segmentDefinition, segmentDefinitionSchema } from '../shop-settings.ts';

export interface DefinitionVersion {
  readonly version: number;
  readonly definition: SegmentDefinition;
  readonly restoredFrom: number | null;
  readonly createdAt: Date;
}

/**
 * Writes the definition down as the newest version where it is not that already. Call it while holding the shop's row
 * (lockShopSettings), or two writers take the same number.
 *
 * @param first when the shop began with its first version
 * @returns the number of the version that says the same
 */
export async function recordDefinition(tx: ShopTx, shopId: ShopId, settings: SegmentDefinition, { first, restoredFrom = null }: { first: Date; restoredFrom?: number | null }): Promise<number> {
  const definition = segmentDefinition(settings);
  const newest = await tx.segmentDefinition.findFirst({ where: { shopId }, orderBy: { version: 'desc' } });
  if (newest && definitionChanges(segmentDefinitionSchema.parse(newest.settings), definition).length === 0) return newest.version;
  const version = (newest?.version ?? 0) + 1;
  await tx.segmentDefinition.create({ data: { shopId, version, settings: definition as unknown as Prisma.InputJsonObject, restoredFrom, ...(newest ? {} : { createdAt: first }) } });
  return version;
}

/** Newest first. */
export async function readDefinitionVersions(tx: ShopTx, limit: number): Promise<DefinitionVersion[]> {
  const rows = await tx.segmentDefinition.findMany({ orderBy: { version: 'desc' }, take: limit });
  return rows.map(({ version, settings, restoredFrom, createdAt }) => ({ version, definition: segmentDefinitionSchema.parse(settings), restoredFrom, createdAt }));
}

export async function getDefinitionVersion(tx: ShopTx, shopId: ShopId, version: number): Promise<DefinitionVersion | null> {
  const row = await tx.segmentDefinition.findUnique({ where: { shopId_version: { shopId, version } } });
  return row && { version, definition: segmentDefinitionSchema.parse(row.settings), restoredFrom: row.restoredFrom, createdAt: row.createdAt };
}
