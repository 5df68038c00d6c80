import { createHmac, randomUUID } from 'node:crypto';
import { config } from '../../../app/config.server.ts';
import { receiveWebhook } from '../../../app/sync/webhooks/receive.ts';

export interface Sent {
  topic: string;
  shop: string;
  body: unknown;
  eventId?: string;
  triggeredAt?: string;
  secret?: string;
  /** In place of the right one. */
  signature?: string | null;
}

export function signed({ topic, shop, body, eventId = randomUUID(), triggeredAt, secret = config().apiSecret, signature }: Sent): { rawBody: Buffer; headers: Headers } {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = new Headers({
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': shop,
    'x-shopify-event-id': eventId,
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-api-version': '2026-10',
  });
  if (triggeredAt) headers.set('x-shopify-triggered-at', triggeredAt);
  const given = signature === undefined ? createHmac('sha256', secret).update(rawBody).digest('base64') : signature;
  if (given !== null) headers.set('x-shopify-hmac-sha256', given);
  return { rawBody, headers };
}

export async function send(sent: Sent): Promise<number> {
  return (await receiveWebhook(signed(sent))).status;
}
