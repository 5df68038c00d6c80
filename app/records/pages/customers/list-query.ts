// What the customers list was asked for, read from the address: search, filters, order, place. Wrong values fall away, so
// that an old bookmark still opens.
import { z } from 'zod';
import { type Day, LIFECYCLE_STAGES, RFM_GROUPS, VALUE_TIERS } from '../../../domain/glossary.ts';
import { ABSENT, VOCABULARIES, type Vocabulary } from '../../../domain/segments/movement.ts';
import { dayOfText } from '../../shop/shop-calendar.ts';

export const SORTS = ['value', 'orders', 'lastOrder', 'risk', 'expectedValue'] as const;
export type Sort = (typeof SORTS)[number];

/** The last row of a page: its sort value and its customer. */
export interface Cursor {
  readonly value: number;
  readonly customerId: bigint;
}

const cursor = z
  .string()
  .regex(/^-?\d{1,16}(\.\d{1,20})?(e-?\d{1,3})?_\d{1,19}$/)
  .transform((text): Cursor => {
    const [value = '', customerId = ''] = text.split('_');
    return { value: Number(value), customerId: BigInt(customerId) };
  })
  .refine(({ customerId }) => customerId < 2n ** 63n);

/** "1.5-2": from and to, means of frequency and monetary score. */
const meanRange = z
  .string()
  .regex(/^[1-5](\.5)?-[1-5](\.5)?$/)
  .transform((text) => {
    const [from = '1', to = '5'] = text.split('-');
    return { from: Number(from), to: Number(to) };
  });

/** A cell of the movement matrix. */
export interface MovedCell {
  readonly vocabulary: Vocabulary;
  readonly fromCode: number;
  readonly toCode: number;
  readonly fromDay: Day;
  readonly toDay: Day;
}

/** "group.new.champions.2026-10-24.2026-11-23"; "none" for who was not there. */
const moved = z.string().transform((text, context): MovedCell => {
  const [name, fromName, toName, from = '', to = ''] = text.split('.');
  const vocabulary = (Object.keys(VOCABULARIES) as Vocabulary[]).find((kind) => kind === name);
  const fromDay = dayOfText(from);
  const toDay = dayOfText(to);
  if (vocabulary && fromDay !== null && toDay !== null) {
    const codeOf = (place: string | undefined) => (place === 'none' ? ABSENT : VOCABULARIES[vocabulary].findIndex((other) => other === place));
    const cell = { vocabulary, fromCode: codeOf(fromName), toCode: codeOf(toName), fromDay, toDay };
    if (cell.fromCode >= 0 && cell.toCode >= 0) return cell;
  }
  context.addIssue({ code: 'custom', message: 'no cell of a movement' });
  return z.NEVER;
});

const listQuerySchema = z.object({
  q: z.string().trim().max(200).default('').catch(''),
  group: z.enum(RFM_GROUPS).optional().catch(undefined),
  tier: z.enum(VALUE_TIERS).optional().catch(undefined),
  stage: z.enum(LIFECYCLE_STAGES).optional().catch(undefined),
  riskAbove: z.coerce.number().min(0).max(100).optional().catch(undefined),
  recency: z.coerce.number().int().min(1).max(5).optional().catch(undefined),
  fm: meanRange.optional().catch(undefined),
  alert: z.literal('open').optional().catch(undefined),
  differs: z.literal('shopify').optional().catch(undefined),
  moved: moved.optional().catch(undefined),
  scoring: z.literal('off').optional().catch(undefined),
  sort: z.enum(SORTS).default('value').catch('value'),
  order: z.enum(['asc', 'desc']).default('desc').catch('desc'),
  after: cursor.optional().catch(undefined),
  before: cursor.optional().catch(undefined),
});

export type ListQuery = z.infer<typeof listQuerySchema>;

export function parseListQuery(params: URLSearchParams): ListQuery {
  return listQuerySchema.parse(Object.fromEntries(params));
}

export function cursorText({ value, customerId }: Cursor): string {
  return `${value}_${customerId}`;
}
