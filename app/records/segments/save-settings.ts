// Settings change, and are read for a scoring, together with the version of the segment definition that they make.
import type { ScoringSettings } from '../../domain/glossary.ts';
import { inShop, type ShopId, type ShopTx } from '../db.ts';
import { type ShopSettings, scoringSettings, segmentDefinitionSchema, shopSettingsSchema } from '../shop-settings.ts';
import { getDefinitionVersion, recordDefinition } from './definition-versions.ts';

/** The settings as they stand, held against every other writer until the transaction ends. */
async function lockShopSettings(tx: ShopTx, shopId: ShopId): Promise<{ settings: ShopSettings; installedAt: Date }> {
  await tx.$queryRaw`select 1 from shop where shop_id = ${shopId} for no key update`;
  const { settings, installedAt } = await tx.shop.findUniqueOrThrow({ where: { shopId }, select: { settings: true, installedAt: true } });
  return { settings: shopSettingsSchema.parse(settings), installedAt };
}

/**
 * Saves the settings; where they define other segments than before, that is a new version. In the caller's transaction, so
 * that the scoring it asks for exists exactly when the settings do.
 *
 * @returns the versions of the definition before and after: the same number where it has not changed
 */
export async function saveShopSettingsWithin(tx: ShopTx, shopId: ShopId, settings: ShopSettings, restoredFrom: number | null = null): Promise<{ before: number; after: number }> {
  const { settings: standing, installedAt: first } = await lockShopSettings(tx, shopId);
  const valid = shopSettingsSchema.parse(settings);
  const before = await recordDefinition(tx, shopId, standing, { first });
  await tx.shop.update({ where: { shopId }, data: { settings: valid } });
  return { before, after: await recordDefinition(tx, shopId, valid, { first, restoredFrom }) };
}

/** Makes the definition what it was in an older version; all other settings stay. Null where there is no such version. */
export async function restoreDefinition(tx: ShopTx, shopId: ShopId, version: number): Promise<{ before: number; after: number } | null> {
  const old = await getDefinitionVersion(tx, shopId, version);
  if (!old) return null;
  const { settings } = await lockShopSettings(tx, shopId);
  return saveShopSettingsWithin(tx, shopId, { ...settings, ...segmentDefinitionSchema.parse(old.definition) }, version);
}

/** What a scoring goes by, and the version it says it went by. */
export async function readScoringSettings(shopId: ShopId): Promise<{ settings: ScoringSettings; definitionVersion: number }> {
  return inShop(shopId, async (tx) => {
    const { settings, installedAt } = await lockShopSettings(tx, shopId);
    return { settings: scoringSettings(settings), definitionVersion: await recordDefinition(tx, shopId, settings, { first: installedAt }) };
  });
}
