// Privacy webhooks come whole, with e-mail address and phone number: only the numbers in them are kept. Of somebody without a
// customer's number (it is missing, null or 0) the numbers of their orders are left.
import { z } from 'zod';

const id = z.union([z.number(), z.string()]);
const personId = id.nullish().transform((value) => (value === null || value === undefined || /^0*$/.test(String(value)) ? undefined : value));
const schema = z.object({
  shop_id: id.optional(),
  shop_domain: z.string().optional(),
  customer: z.object({ id: personId }).nullish().transform((customer) => customer ?? undefined),
  orders_to_redact: z.array(id).optional(),
  orders_requested: z.array(id).optional(),
  data_request: z.object({ id: id.optional() }).optional(),
});

/** A body that cannot be read becomes empty, and fails when it is applied. */
export function reduceComplianceBody(rawBody: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(schema.parse(JSON.parse(rawBody.toString()))));
  } catch {
    return Buffer.alloc(0);
  }
}
