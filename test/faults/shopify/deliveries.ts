// Webhooks on their way: signed, tried again eight times over four hours; and repeated, reordered, delayed, lost, forged as the
// schedule wants it. Compliance webhooks and app/uninstalled are not lost for good: nothing could ever make up for them.
import { createHmac } from 'node:crypto';
import { isInstalled } from '../../store/commerce/app-installation.ts';
import type { StoreEvent } from '../../store/store.ts';
import { RETRY_DELAYS_MS } from '../../store/webhooks/deliver.ts';
import { passesFilter, pickFields } from '../../store/webhooks/shape-payload.ts';
import type { Timer } from '../clock/virtual-clock.ts';
import { world } from '../clock/world.ts';
import type { Kind } from '../kinds/kinds.ts';
import type { FaultPlan } from '../kinds/plan.ts';
import { CLIENT_SECRET, FORMER_SECRET } from './identity.ts';
import { appConfig, type ShopifySide } from './shopify-side.ts';

const NEVER_LOST = new Set(['customers/data_request', 'customers/redact', 'shop/redact', 'app/uninstalled']);
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface Delivery {
  readonly topic: string;
  readonly body: Buffer;
  readonly headers: Record<string, string>;
  readonly eventId: string;
  /** A forgery has to be refused; it is not tried again. */
  readonly forged: boolean;
  attempt: number;
}

/** @returns the status; null where no answer came. */
export type Receiver = (delivery: Delivery) => Promise<number | null>;

export class Deliveries {
  /** Topics of which nothing arrives any more. */
  readonly gone = new Set<string>();
  /** What was answered with 2xx: it must be kept. */
  readonly accepted: Delivery[] = [];
  /** Events that never reached the app: reconciliation has to bring what they told. */
  lost = 0;
  /** Events while the app was not installed: the app itself has to find out after its return. */
  untold = 0;
  readonly wrongly: string[] = [];
  /** Genuine ones that the app would not take, however often they came. */
  readonly refused: string[] = [];
  private readonly pending = new Map<Delivery, Timer>();
  private readonly sending = new Set<Delivery>();
  private readonly side: ShopifySide;
  private readonly plan: FaultPlan;
  private readonly receive: Receiver;
  private ids = 0;

  constructor(side: ShopifySide, plan: FaultPlan, receive: Receiver) {
    this.side = side;
    this.plan = plan;
    this.receive = receive;
    side.store.onEvent((event) => this.take(event));
  }

  get underWay(): number {
    return this.pending.size + this.sending.size;
  }

  private drawn(kind: Kind, what: string): boolean {
    if (!world().faultsOn || world().chance(`fault ${kind}`) >= this.plan.chance(kind)) return false;
    world().fire(kind, what);
    return true;
  }

  private take(event: StoreEvent): void {
    const { topic, state, payload, at } = event;
    if (!isInstalled(state) && !NEVER_LOST.has(topic)) {
      this.untold += 1;
      return;
    }
    for (const subscription of appConfig().subscriptions) {
      if (!subscription.topics.includes(topic) || !passesFilter(payload, subscription.filter)) continue;
      const body = Buffer.from(JSON.stringify(subscription.includeFields ? pickFields(payload, subscription.includeFields) : payload));
      this.queue(topic, state.shop.domain, body, at);
    }
  }

  private delivery(topic: string, domain: string, body: Buffer, at: number, secret: string): Delivery {
    this.ids += 1;
    const eventId = `event-${world().seed}-${this.ids}`;
    const headers = {
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'x-shopify-shop-domain': domain,
      'x-shopify-api-version': appConfig().apiVersion,
      'x-shopify-webhook-id': `webhook-${this.ids}`,
      'x-shopify-event-id': eventId,
      'x-shopify-triggered-at': new Date(at).toISOString(),
    };
    return { topic, body, headers, eventId, forged: false, attempt: 1 };
  }

  private queue(topic: string, domain: string, body: Buffer, at: number): void {
    // Shopify signs with the old secret for a while after a rotation.
    const secret = world().chance('secret') < 0.2 ? FORMER_SECRET : CLIENT_SECRET;
    const delivery = this.delivery(topic, domain, body, at, secret);
    if (this.drawn('webhook-wrong-hmac', topic)) this.forge(delivery);
    if (!NEVER_LOST.has(topic)) {
      if (this.drawn('subscription-gone', topic)) this.gone.add(topic);
      if (world().faultsOn && this.gone.has(topic)) return this.lose(topic, 'subscription gone');
      if (this.drawn('webhook-drop', topic)) return this.lose(topic, 'dropped');
    }
    this.send(delivery, this.wayMs());
    if (this.drawn('webhook-duplicate', topic)) for (let copy = world().between('copies', 1, 4); copy > 0; copy -= 1) this.send({ ...delivery }, this.wayMs());
    if (this.drawn('webhook-two-ids', topic)) this.send(this.delivery(topic, domain, body, at, secret), this.wayMs());
  }

  private lose(topic: string, why: string): void {
    this.lost += 1;
    world().note(`lost ${topic}: ${why}`);
  }

  /** The same bytes with another signature, changed bytes with the old one, or half of them. */
  private forge(delivery: Delivery): void {
    const { body, headers } = delivery;
    const forged = world().pick('forgery', [
      { headers: { ...headers, 'x-shopify-hmac-sha256': createHmac('sha256', 'not the secret').update(body).digest('base64') } },
      { body: body.subarray(0, Math.floor(body.length / 2)) },
      { body: Buffer.from(body.toString().replace(/\d/, (digit) => String((Number(digit) + 1) % 10))) },
      { headers: { ...headers, 'x-shopify-hmac-sha256': '' } },
    ]);
    this.send({ ...delivery, ...forged, eventId: `forged-${delivery.eventId}`, headers: { ...(forged.headers ?? headers), 'x-shopify-event-id': `forged-${delivery.eventId}` }, forged: true }, this.wayMs());
  }

  private wayMs(): number {
    const usual = world().between('way', 50, 1_500);
    if (this.drawn('webhook-reorder', '')) return usual + world().between('way', 0, 40_000);
    if (!this.drawn('webhook-delay', '')) return usual;
    const longest = world().pick('delay', [2 * MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS]);
    return usual + Math.floor(world().chance('delay') * longest);
  }

  private send(delivery: Delivery, afterMs: number): void {
    this.pending.set(
      delivery,
      world().clock.after(afterMs, () => {
        this.pending.delete(delivery);
        this.sending.add(delivery);
        void this.attempt(delivery);
      }),
    );
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const status = await this.receive(delivery);
    this.sending.delete(delivery);
    const ok = status !== null && status >= 200 && status < 300;
    world().note(`webhook ${delivery.topic} ${delivery.eventId} try ${delivery.attempt}: ${status ?? 'no answer'}`);
    if (delivery.forged) {
      if (ok) this.wrongly.push(`a forged ${delivery.topic} was answered ${status}`);
      return;
    }
    if (ok) {
      this.accepted.push(delivery);
      return;
    }
    const delayMs = RETRY_DELAYS_MS[delivery.attempt - 1];
    if (status !== null && status < 500 && status !== 404) this.refused.push(`${delivery.topic} was answered ${status}`);
    if (delayMs === undefined) return this.lose(delivery.topic, 'all tries failed');
    delivery.attempt += 1;
    this.send(delivery, world().faultsOn ? delayMs : world().between('way', 1_000, 60_000));
  }

  /** The faults are over: what is still on its way arrives soon. */
  hurry(): void {
    for (const [delivery, timer] of [...this.pending]) {
      world().clock.cancel(timer);
      this.send(delivery, world().between('way', 1_000, 60_000));
    }
  }
}
