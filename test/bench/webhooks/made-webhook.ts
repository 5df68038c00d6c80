// Webhooks as Shopify sends them with the include_fields of shopify.app.toml, signed, each of its own event.
import { createHmac } from 'node:crypto';
import { orderBody } from '../../sync/support/bodies.ts';

export interface Sender {
  readonly secret: string;
  readonly shops: readonly string[];
  /** Event ids are `${run}-${n}`. */
  readonly run: string;
}

const CUSTOMERS_A_SHOP = 1_000;
/** Every so many an order is told of again: newer, half of it refunded. */
const AGAIN_EVERY = 4;
const FIRST_ORDER = 5_000_000_000;

const FIRST_CUSTOMER = 7_000_000;

/** Who may appear in an order, in every shop. */
export const customerIds: readonly number[] = Array.from({ length: CUSTOMERS_A_SHOP }, (_, n) => FIRST_CUSTOMER + n);

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z');

/** The order that event n tells of: its own, or the one before it of the same shop. */
function orderOf(n: number, shops: number): { orderId: number; again: boolean } {
  const turn = Math.floor(n / shops);
  const again = turn % AGAIN_EVERY === AGAIN_EVERY - 1;
  return { orderId: FIRST_ORDER + (again ? n - shops : n), again };
}

/** How many orders `events` events tell of. */
export function ordersOf(events: number, shops: number): number {
  let orders = 0;
  for (let n = 0; n < events; n += 1) orders += orderOf(n, shops).again ? 0 : 1;
  return orders;
}

/** @param from so that two runs tell of different orders. */
export function orderWebhook(sender: Sender, n: number, from: number, nowMs: number): Buffer {
  const { orderId, again } = orderOf(n, sender.shops.length);
  const id = orderId + from;
  const body = orderBody({
    id,
    customerId: FIRST_CUSTOMER + (Math.floor(id / sender.shops.length) % CUSTOMERS_A_SHOP),
    createdAt: iso(nowMs - 86_400_000),
    updatedAt: iso(again ? nowMs : nowMs - 86_400_000),
    ...(again ? { current: '50.00', status: 'partially_refunded', refunds: [{ amount: '50.00' }] } : {}),
    lines: [1, 2, 3].map((line) => ({ id: id * 10 + line, title: `Cup ${(id * line) % 97}`, price: '33.33' })),
  });
  return signedRequest(sender, n, again ? 'orders/updated' : 'orders/create', Buffer.from(JSON.stringify(body)));
}

/** An order of exactly so many bytes, none of it to be squeezed by repetition alone. */
export function largeBody(bytes: number, seed: number): Buffer {
  const lines = [];
  for (let line = 1; ; line += 1) {
    lines.push({ id: seed * 1000 + line, title: `Cup ${((seed * 31 + line) * 2_654_435_761) % 4_294_967_296}`, quantity: 1 + (line % 3), price: `${(seed * line) % 90}.95` });
    const body = Buffer.from(JSON.stringify(orderBody({ id: FIRST_ORDER * 2 + seed, customerId: FIRST_CUSTOMER + seed, updatedAt: iso(1_767_225_600_000 + seed * 1000), lines })));
    if (body.byteLength > bytes) break;
  }
  lines.pop();
  const body = Buffer.from(JSON.stringify(orderBody({ id: FIRST_ORDER * 2 + seed, customerId: FIRST_CUSTOMER + seed, updatedAt: iso(1_767_225_600_000 + seed * 1000), lines })));
  return Buffer.concat([body, Buffer.alloc(bytes - body.byteLength, 0x20)]);
}

export function headOf(topic: string, shop: string, body: Buffer, secret: string): string {
  return (
    'POST /webhooks/orders HTTP/1.1\r\nhost: perennial.example.com\r\nuser-agent: Shopify-Captain-Hook\r\naccept: */*\r\ncontent-type: application/json\r\n' +
    `content-length: ${body.byteLength}\r\nx-shopify-topic: ${topic}\r\nx-shopify-shop-domain: ${shop}\r\nx-shopify-api-version: 2026-10\r\n` +
    `x-shopify-hmac-sha256: ${createHmac('sha256', secret).update(body).digest('base64')}\r\n`
  );
}

/** What every delivery has of its own; none of it is signed. */
export function idsOf(run: string, n: number): string {
  return `x-shopify-event-id: ${run}-${n}\r\nx-shopify-webhook-id: w-${run}-${n}\r\n`;
}

function signedRequest({ secret, shops, run }: Sender, n: number, topic: string, body: Buffer): Buffer {
  const triggered = `x-shopify-triggered-at: ${new Date().toISOString()}\r\n`;
  return Buffer.concat([Buffer.from(`${headOf(topic, shops[n % shops.length] ?? '', body, secret)}${idsOf(run, n)}${triggered}\r\n`), body]);
}
