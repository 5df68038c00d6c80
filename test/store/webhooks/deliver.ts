// Webhooks go out: signed, within five seconds, tried again eight times over four hours; and, on demand, repeated,
// reordered, delayed and lost.
import { createHmac, randomUUID } from 'node:crypto';
import { isInstalled } from '../commerce/app-installation.ts';
import type { ShopState } from '../model.ts';
import type { SimulatedStore, StoreEvent } from '../store.ts';
import type { AppConfig } from './app-config.ts';
import { passesFilter, pickFields } from './shape-payload.ts';

export interface DeliveryModes {
  /** Sends every delivery this many times more. */
  repeat: number;
  /** Holds deliveries until so many are waiting (or 300 ms have passed) and sends them in another order. */
  reorderBy: number;
  delayMs: number;
  /** How many of the next deliveries are lost without a trace at the app. */
  loseNext: number;
  /** Keeps everything back until it is false again. */
  hold: boolean;
  /** 1 is Shopify's own pace of four hours for eight retries. */
  retryTimeScale: number;
  timeoutMs: number;
}

export const USUAL_MODES: DeliveryModes = { repeat: 0, reorderBy: 0, delayMs: 0, loseNext: 0, hold: false, retryTimeScale: 1, timeoutMs: 5000 };

/** Eight retries, doubling, over four hours in all. */
export const RETRY_DELAYS_MS = Array.from({ length: 8 }, (_, n) => Math.round((14_400_000 * 2 ** n) / 255));
const COMPLIANCE = new Set(['customers/data_request', 'customers/redact', 'shop/redact']);
const MOST_AT_ONCE = 8;
const REORDER_WAIT_MS = 300;

interface Delivery {
  shopDomain: string;
  state: ShopState;
  topic: string;
  uri: string;
  body: string;
  webhookId: string;
  eventId: string;
  triggeredAt: string;
  attempt: number;
}

export class WebhookSender {
  modes: DeliveryModes = { ...USUAL_MODES };
  /** Where the app answers; nothing is sent before it is known. */
  appUrl: string | null = null;
  private readonly waiting: Delivery[] = [];
  private readonly held: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private reorderTimer: NodeJS.Timeout | null = null;
  private sending = 0;
  private closed = false;
  private readonly store: SimulatedStore;
  private readonly config: AppConfig;
  private readonly clientSecret: string;

  constructor(store: SimulatedStore, config: AppConfig, clientSecret: string) {
    this.store = store;
    this.config = config;
    this.clientSecret = clientSecret;
    store.onEvent((event) => this.take(event));
  }

  /** Deliveries that have not ended yet: on their way, kept back or to be tried again. */
  get pending(): number {
    return this.waiting.length + this.held.length + this.timers.size + this.sending;
  }

  private take(event: StoreEvent): void {
    const reachable = isInstalled(event.state) || event.topic === 'app/uninstalled' || COMPLIANCE.has(event.topic);
    if (!reachable) return;
    const eventId = randomUUID();
    for (const subscription of this.config.subscriptions) {
      if (!subscription.topics.includes(event.topic) || !passesFilter(event.payload, subscription.filter)) continue;
      const payload = subscription.includeFields ? pickFields(event.payload, subscription.includeFields) : event.payload;
      this.queue({
        shopDomain: event.state.shop.domain,
        state: event.state,
        topic: event.topic,
        uri: subscription.uri,
        body: JSON.stringify(payload),
        webhookId: randomUUID(),
        eventId,
        triggeredAt: new Date(event.at).toISOString(),
        attempt: 1,
      });
    }
  }

  private queue(delivery: Delivery): void {
    if (this.modes.loseNext > 0) {
      this.modes.loseNext -= 1;
      this.note(delivery, 'lost', null);
      return;
    }
    for (let copy = 0; copy <= this.modes.repeat; copy += 1) this.afterDelay(delivery, this.modes.delayMs);
  }

  private afterDelay(delivery: Delivery, delayMs: number): void {
    if (delayMs > 0) this.timer(() => this.arrange(delivery), delayMs);
    else this.arrange(delivery);
  }

  private arrange(delivery: Delivery): void {
    if (this.modes.reorderBy < 2 || delivery.attempt > 1) {
      this.waiting.push(delivery);
      this.pump();
      return;
    }
    this.held.push(delivery);
    if (this.held.length >= this.modes.reorderBy) this.releaseHeld();
    else this.reorderTimer ??= this.timer(() => this.releaseHeld(), REORDER_WAIT_MS);
  }

  private releaseHeld(): void {
    if (this.reorderTimer) {
      clearTimeout(this.reorderTimer);
      this.timers.delete(this.reorderTimer);
      this.reorderTimer = null;
    }
    this.waiting.push(...this.held.splice(0).reverse());
    this.pump();
  }

  /** To be called when the app's address has become known or nothing is held back any more. */
  pump(): void {
    while (!this.closed && !this.modes.hold && this.appUrl && this.sending < MOST_AT_ONCE) {
      const next = this.waiting.shift();
      if (!next) return;
      this.sending += 1;
      void this.send(next, this.appUrl).finally(() => {
        this.sending -= 1;
        this.pump();
      });
    }
  }

  private async send(delivery: Delivery, appUrl: string): Promise<void> {
    const status = await this.post(delivery, delivery.uri.startsWith('/') ? appUrl + delivery.uri : delivery.uri);
    if (this.closed) return;
    const ok = status !== null && status >= 200 && status < 300;
    const delay = RETRY_DELAYS_MS[delivery.attempt - 1];
    const again = !ok && delay !== undefined;
    this.note(delivery, ok ? 'delivered' : again ? 'failed' : 'given-up', status);
    if (again) this.timer(() => this.arrange({ ...delivery, attempt: delivery.attempt + 1 }), Math.round(delay * this.modes.retryTimeScale));
  }

  /** @returns null where no answer came in time. */
  private async post(delivery: Delivery, address: string): Promise<number | null> {
    try {
      const response = await fetch(address, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(this.modes.timeoutMs),
        body: delivery.body,
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'Shopify-Captain-Hook',
          'X-Shopify-Topic': delivery.topic,
          'X-Shopify-Hmac-Sha256': createHmac('sha256', this.clientSecret).update(delivery.body, 'utf8').digest('base64'),
          'X-Shopify-Shop-Domain': delivery.shopDomain,
          'X-Shopify-API-Version': this.config.apiVersion,
          'X-Shopify-Webhook-Id': delivery.webhookId,
          'X-Shopify-Event-Id': delivery.eventId,
          'X-Shopify-Triggered-At': delivery.triggeredAt,
        },
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      // Refused, cut off or too slow: to the sender it is all the same.
      return null;
    }
  }

  private note(delivery: Delivery, outcome: string, status: number | null): void {
    const { topic, eventId, webhookId, attempt, uri } = delivery;
    this.store.record(delivery.state, 'webhook-sent', { topic, uri, eventId, webhookId, attempt, outcome, status });
  }

  private timer(work: () => void, delayMs: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.closed) work();
    }, delayMs);
    this.timers.add(timer);
    return timer;
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
