// Previews of changed definitions: asked for by a page, worked out by the worker in two steps, looked at, and forgotten.
import type { Prisma } from '@prisma/client';
import type { PreviewedNames } from '../../domain/segments/definition/preview-movement.ts';
import type { Movement, Vocabulary } from '../../domain/segments/movement.ts';
import { inShop, type ShopId, type ShopTx } from '../db.ts';
import { packMembers, unpackMembers } from '../movement/members.ts';
import { type ShopSettings, shopSettingsSchema } from '../shop-settings.ts';
import type { TagRoute } from '../write-back/tag-routes.ts';

export interface MovedCustomer {
  readonly customerId: string;
  /** Null for somebody who is scored for the first time. */
  readonly from: string | null;
  readonly to: string;
  readonly orders: number;
  readonly valueMinor: number;
}

export interface PreviewedMovement {
  /** Customers that a scoring would score. */
  readonly customers: number;
  readonly vocabularies: Readonly<Record<Vocabulary, PreviewedNames>>;
  /** Of those who would be in another RFM group, the ones with the highest net value. */
  readonly examples: readonly MovedCustomer[];
}

export interface PreviewedTags {
  readonly customers: number;
  readonly added: number;
  readonly removed: number;
  /** Of the shop's budget, sent one by one. */
  readonly points: number;
  /** Tag by tag, and some of the customers: only where tags alone are previewed. */
  readonly plan?: {
    readonly byTag: readonly { readonly tag: string; readonly added: number; readonly removed: number }[];
    readonly sample: readonly { readonly customerId: string; readonly add: readonly string[]; readonly remove: readonly string[]; readonly reason: string }[];
    readonly route: TagRoute;
  };
}

export interface DefinitionPreview {
  readonly state: 'waiting' | 'running' | 'failed' | 'done';
  readonly askedAtMs: number;
  /** There before the tags are. */
  readonly movement: PreviewedMovement | null;
  readonly tags: PreviewedTags | null;
}

/** Two merchants may look at once; older ones are forgotten. */
const KEPT = 4;

export async function askForPreview(tx: ShopTx, shopId: ShopId, settings: ShopSettings): Promise<bigint> {
  const { previewId } = await tx.definitionPreview.create({ data: { shopId, settings }, select: { previewId: true } });
  await tx.$executeRaw`delete from definition_preview where shop_id = ${shopId} and preview_id not in (select preview_id from definition_preview where shop_id = ${shopId} order by preview_id desc limit ${KEPT})`;
  return previewId;
}

/** Null for one that was never asked for, and one that is forgotten. */
export async function getPreview(tx: ShopTx, shopId: ShopId, previewId: bigint): Promise<DefinitionPreview | null> {
  const row = await tx.definitionPreview.findUnique({ where: { shopId_previewId: { shopId, previewId } }, omit: { places: true, settings: true } });
  if (!row) return null;
  const state = row.error !== null ? 'failed' : row.tags !== null ? 'done' : row.begunAt === null ? 'waiting' : 'running';
  return { state, askedAtMs: row.askedAt.getTime(), movement: row.movement as unknown as PreviewedMovement | null, tags: row.tags as unknown as PreviewedTags | null };
}

/** The settings that the preview is of; null where it is forgotten. */
export async function beginPreview(shopId: ShopId, previewId: bigint): Promise<ShopSettings | null> {
  return inShop(shopId, async (tx) => {
    const [row] = await tx.definitionPreview.updateManyAndReturn({ where: { shopId, previewId }, data: { begunAt: new Date(), error: null }, select: { settings: true } });
    return row ? shopSettingsSchema.parse(row.settings) : null;
  });
}

/** The first step. In the transaction that asks for the second. */
export async function putMovement(tx: ShopTx, shopId: ShopId, previewId: bigint, movement: PreviewedMovement, places: Movement): Promise<void> {
  await tx.definitionPreview.updateMany({ where: { shopId, previewId }, data: { movement: movement as unknown as Prisma.InputJsonObject, places: new Uint8Array(packMembers(places)) } });
}

/** What the second step begins with. Null where there is nothing left to do. */
export async function getPreviewedPlaces(shopId: ShopId, previewId: bigint): Promise<{ settings: ShopSettings; places: Movement } | null> {
  return inShop(shopId, async (tx) => {
    const row = await tx.definitionPreview.findUnique({ where: { shopId_previewId: { shopId, previewId } }, select: { settings: true, places: true } });
    return row?.places ? { settings: shopSettingsSchema.parse(row.settings), places: unpackMembers(Buffer.from(row.places)) } : null;
  });
}

/** The second step. */
export async function putTags(shopId: ShopId, previewId: bigint, tags: PreviewedTags): Promise<void> {
  await inShop(shopId, (tx) => tx.definitionPreview.updateMany({ where: { shopId, previewId }, data: { tags: tags as unknown as Prisma.InputJsonObject, places: null } }));
}

export async function failPreview(shopId: ShopId, previewId: bigint, error: string): Promise<void> {
  await inShop(shopId, (tx) => tx.definitionPreview.updateMany({ where: { shopId, previewId }, data: { error: error.slice(0, 500) } }));
}

/** A person is erased: what was worked out names them. */
export async function forgetPreviews(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.definitionPreview.deleteMany({ where: { shopId } });
}
