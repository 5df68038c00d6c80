// The door for webhooks: verify, store, answer. No network, no session, two statements. What the event means is found out
// later, by apply-webhooks.
import { createHash } from 'node:crypto';
import { canonicalShopDomain } from '../../records/shops.ts';
import { storeWebhook } from './inbox-writer.ts';
import { reduceComplianceBody } from './reduce-body.ts';
import { isSignedByShopify } from './signature.ts';
import { isComplianceTopic, isKnownTopic } from './topics.ts';

export interface WebhookRequest {
  /** The bytes as they came: they are what is signed. */
  readonly rawBody: Buffer;
  readonly headers: Pick<Headers, 'get'>;
}

const LONGEST_EVENT_ID = 255;
/** Shopify's clock and ours may differ by so much; a later time is no time at all. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Answers a POST to /webhooks/*. Shopify takes anything but 2xx for a failure and sends it again.
 *
 * @returns 401 for a bad signature; 404 for a shop that has never installed the app; 200 else, once the webhook is stored
 * (or known already, or of no use to us). Throws when the database cannot store it: the server then answers 500.
 */
export async function receiveWebhook({ rawBody, headers }: WebhookRequest): Promise<{ status: number }> {
  if (!isSignedByShopify(rawBody, headers.get('x-shopify-hmac-sha256'))) return { status: 401 };
  const shopDomain = canonicalShopDomain(headers.get('x-shopify-shop-domain'));
  if (!shopDomain) return { status: 404 };
  const topic = headers.get('x-shopify-topic') ?? '';
  if (!isKnownTopic(topic)) return { status: 200 };
  const webhookId = headers.get('x-shopify-webhook-id');
  const stored = await storeWebhook({
    shopDomain,
    topic,
    eventId: eventIdOf(headers, rawBody),
    webhookId: webhookId && webhookId.length <= LONGEST_EVENT_ID ? webhookId : null,
    apiVersion: headers.get('x-shopify-api-version')?.slice(0, 32) ?? null,
    triggeredAtMs: triggeredAtMs(headers),
    body: isComplianceTopic(topic) ? reduceComplianceBody(rawBody) : rawBody,
  });
  // Of a shop that we do not know, or have erased, we hold nothing: there is nothing to redact.
  return { status: stored === 'unknown-shop' && !isComplianceTopic(topic) ? 404 : 200 };
}

/** The same for every delivery of one event; the content stands in where it is missing. */
function eventIdOf(headers: WebhookRequest['headers'], rawBody: Buffer): string {
  const given = headers.get('x-shopify-event-id') ?? headers.get('x-shopify-webhook-id');
  return given && given.length <= LONGEST_EVENT_ID ? given : `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
}

function triggeredAtMs(headers: WebhookRequest['headers']): number | null {
  const ms = Date.parse(headers.get('x-shopify-triggered-at') ?? '');
  return ms >= 0 && ms <= Date.now() + CLOCK_TOLERANCE_MS ? ms : null;
}
