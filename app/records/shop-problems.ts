// What only the merchant can mend, per shop: shown on Home until it is gone. Codes here, texts in the locales (errors.<code>).
import { z } from 'zod';
import { registry, type ShopId } from './db.ts';

const marksSchema = z
  .object({
    problems: z.record(z.string(), z.iso.datetime()).default({}),
    dismissed: z.array(z.string()).default([]),
  })
  .loose();

/** code → since when (ISO 8601). */
export type ShopProblems = Record<string, string>;

export async function getShopProblems(shopId: ShopId): Promise<ShopProblems> {
  const { marks } = await registry().shop.findUniqueOrThrow({ where: { shopId }, select: { marks: true } });
  return marksSchema.parse(marks).problems;
}

export async function noteShopProblem(shopId: ShopId, code: string): Promise<void> {
  const { marks } = await registry().shop.findUniqueOrThrow({ where: { shopId }, select: { marks: true } });
  const before = marksSchema.parse(marks);
  if (before.problems[code]) return;
  await registry().shop.update({ where: { shopId }, data: { marks: { ...before, problems: { ...before.problems, [code]: new Date().toISOString() } } } });
}

export async function clearShopProblem(shopId: ShopId, code: string): Promise<void> {
  const { marks } = await registry().shop.findUniqueOrThrow({ where: { shopId }, select: { marks: true } });
  const before = marksSchema.parse(marks);
  if (!before.problems[code]) return;
  const problems = Object.fromEntries(Object.entries(before.problems).filter(([other]) => other !== code));
  await registry().shop.update({ where: { shopId }, data: { marks: { ...before, problems } } });
}
