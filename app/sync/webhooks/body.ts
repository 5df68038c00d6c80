// Bodies are read tolerantly: Shopify sends only the fields that shopify.app.toml names, numbers as numbers or strings.
import { z } from 'zod';
import { numberOfGid } from '../../shopify/gid.ts';

/** The event cannot be understood; trying again will hardly help. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

/** Ids are below 2^53; bigger ones come as strings. */
export const bodyId = z.union([z.number().int().positive().refine(Number.isSafeInteger, 'is not exact'), z.string().regex(/^\d{1,18}$/)]).transform((id) => BigInt(id));
export const bodyTimeMs = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isFinite(ms)) context.addIssue({ code: 'custom', message: 'is no time' });
  return ms;
});
export const bodyGid = (type: string) =>
  z.string().transform((gid, context) => {
    try {
      return numberOfGid(type, gid);
    } catch {
      context.addIssue({ code: 'custom', message: `is no global id of a ${type}` });
      return z.NEVER;
    }
  });

/**
 * What the body says it is, where it says so: the topic header is not signed, and a body of another topic may have the same
 * fields.
 */
export const bodyOf = (type: string) => bodyGid(type).nullish();

export function parseBody<T>(schema: z.ZodType<T>, body: Buffer): T {
  let json: unknown;
  try {
    const text = body.toString();
    // PostgreSQL keeps no NUL in text, and no name needs one.
    json = JSON.parse(text, text.includes('\\u0000') ? (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : value) : undefined);
  } catch {
    throw new MalformedBody('not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new MalformedBody(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
