// What a merchant may choose, its limits and its defaults. The database holds only what differs from the defaults.
import { z } from 'zod';
import type { ScoringSettings, SegmentDefinition } from '../domain/glossary.ts';
import { registry, type ShopId } from './db.ts';

const fourAscending = z.array(z.number().nonnegative()).length(4).refine((list) => list.every((value, i) => i === 0 || value > (list[i - 1] ?? 0)), 'must ascend');
const weight = z.number().min(0).max(100);

const monthDay = z
  .object({ month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31) })
  .refine(({ month, day }) => day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31), 'no year has this date');
const aroundDays = z.number().int().min(0).max(30);
export const MOST_OWN_WINDOWS = 4;

const seasonsSchema = z.object({
  frequencyWeight: z.number().min(1.5).max(5).multipleOf(0.5),
  windows: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('double-11'), daysBefore: aroundDays, daysAfter: aroundDays }),
        z.object({ kind: z.literal('black-friday'), daysBefore: aroundDays, daysAfter: aroundDays }),
        z.object({ kind: z.literal('own'), name: z.string().trim().min(1).max(40), from: monthDay, to: monthDay }),
      ]),
    )
    .refine((all) => all.filter(({ kind }) => kind === 'double-11').length <= 1 && all.filter(({ kind }) => kind === 'black-friday').length <= 1, 'each named window once')
    .refine((all) => {
      const names = all.flatMap((window) => (window.kind === 'own' ? [window.name] : []));
      return names.length <= MOST_OWN_WINDOWS && new Set(names).size === names.length;
    }, 'too many windows, or two of one name'),
});

export const shopSettingsSchema = z.object({
  unpaidAfterDays: z.number().int().min(0).max(365).default(30),
  cutPoints: z
    .discriminatedUnion('method', [
      z.object({ method: z.literal('quintiles') }),
      z.object({ method: z.literal('fixed'), recencyDays: fourAscending, orders: fourAscending, valueMinor: fourAscending }),
    ])
    .default({ method: 'quintiles' }),
  seasons: seasonsSchema.default({ frequencyWeight: 2, windows: [] }),
  churn: z
    .object({
      weights: z.object({ rhythm: weight, visits: weight, engagement: weight, service: weight }).refine((all) => Object.values(all).some((value) => value > 0), 'at least one weight must be above zero'),
      threshold: z.number().min(1).max(99),
      horizonDays: z.number().int().min(7).max(365),
    })
    .default({ weights: { rhythm: 40, visits: 20, engagement: 20, service: 20 }, threshold: 80, horizonDays: 90 }),
  tags: z
    .object({
      /** Which states become customer tags in Shopify. */
      group: z.boolean(),
      stage: z.boolean(),
      alert: z.boolean(),
    })
    .default({ group: true, stage: true, alert: true }),
  fields: z
    .object({
      /** Which customer metafields of the app are kept in Shopify. */
      stage: z.boolean(),
      riskScore: z.boolean(),
      offerCode: z.boolean(),
    })
    .default({ stage: true, riskScore: true, offerCode: true }),
  offer: z
    .object({
      /** 0.01 to 0.9: 0.15 is 15 % off. */
      percentage: z.number().min(0.01).max(0.9),
      validDays: z.number().int().min(1).max(90),
    })
    .default({ percentage: 0.15, validDays: 14 }),
});

export type ShopSettings = z.infer<typeof shopSettingsSchema>;

/** What a version of the segment definition holds. */
export const segmentDefinitionSchema = shopSettingsSchema.pick({ unpaidAfterDays: true, cutPoints: true, seasons: true });

export function segmentDefinition({ unpaidAfterDays, cutPoints, seasons }: SegmentDefinition): SegmentDefinition {
  return { unpaidAfterDays, cutPoints, seasons };
}

export function scoringSettings(settings: ShopSettings): ScoringSettings {
  return { ...segmentDefinition(settings), churn: settings.churn };
}

export async function getShopSettings(shopId: ShopId): Promise<ShopSettings> {
  const shop = await registry().shop.findUniqueOrThrow({ where: { shopId }, select: { settings: true } });
  return shopSettingsSchema.parse(shop.settings);
}
