// Shoppers who asked to see what is kept of them: the merchant has 30 days to hand it over. Kept with the shop's marks.
import { z } from 'zod';
import type { ShopId, ShopTx } from '../db.ts';

const requestSchema = z.object({ requestId: z.string(), customerId: z.string(), orderIds: z.array(z.string()), askedAt: z.iso.datetime() });
export type DataRequest = z.infer<typeof requestSchema>;

const marksSchema = z.object({ dataRequests: z.array(requestSchema).default([]) }).loose();

async function change(tx: ShopTx, shopId: ShopId, edit: (requests: DataRequest[]) => DataRequest[]): Promise<void> {
  // The marks have other writers too: the row is held until the commit.
  const [row] = await tx.$queryRaw<{ marks: unknown }[]>`select marks from shop where shop_id = ${shopId} for update`;
  if (!row) return;
  const marks = marksSchema.parse(row.marks);
  const dataRequests = edit(marks.dataRequests);
  if (dataRequests.length === 0 && marks.dataRequests.length === 0) return;
  await tx.$executeRaw`update shop set marks = ${JSON.stringify({ ...marks, dataRequests })}::jsonb where shop_id = ${shopId}`;
}

export async function noteDataRequest(tx: ShopTx, shopId: ShopId, request: DataRequest): Promise<void> {
  await change(tx, shopId, (requests) => [...requests.filter(({ requestId }) => requestId !== request.requestId), request]);
}

export async function forgetDataRequests(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  const gone = new Set(customerIds.map(String));
  await change(tx, shopId, (requests) => requests.filter(({ customerId }) => !gone.has(customerId)));
}
