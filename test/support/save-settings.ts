import { inShop, type ShopId } from '../../app/records/db.ts';
import { saveShopSettingsWithin } from '../../app/records/segments/save-settings.ts';
import { shopSettingsSchema } from '../../app/records/shop-settings.ts';
import type { z } from 'zod';

/** Saves these settings, the others at their defaults, and asks for no scoring. */
export async function saveSettings(shopId: ShopId, settings: z.input<typeof shopSettingsSchema>): Promise<void> {
  await inShop(shopId, (tx) => saveShopSettingsWithin(tx, shopId, shopSettingsSchema.parse(settings)));
}
