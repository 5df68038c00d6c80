// Which of our tags a customer should gain and lose. Only tags of our own namespace are ever named.
import type { ScoredCustomer } from '../glossary.ts';

export const TAG_NAMESPACE = 'perennial:';
export const ALERT_TAG = `${TAG_NAMESPACE}alert`;

/** Why tags change, as i18n-able codes. */
export const TAG_CHANGE_REASONS = ['scored', 'alert-opened', 'alert-closed', 'not-scored'] as const;
export type TagChangeReason = (typeof TAG_CHANGE_REASONS)[number];

/** What tags say of a customer. */
export type TaggedSegments = Pick<ScoredCustomer, 'orders' | 'rfmGroup' | 'lifecycleStage'>;

interface TagChangeInput {
  /** Null for a customer who is not scored any more (opted out, erased, merged away): all our tags go. */
  readonly scored: TaggedSegments | null;
  readonly alertOpen: boolean;
  /** Our tags that the customer has now. A tag outside our namespace in it is left alone. */
  readonly ownTags: readonly string[];
  readonly choice: { readonly group: boolean; readonly stage: boolean; readonly alert: boolean };
}

/**
 * The difference between the tags a customer has and should have; null when there is none.
 *
 * Customers without an order that counts get no group or stage tag: they would all carry the same two, at 20 points of the
 * shop's budget each, and Shopify filters them by itself.
 */
export function planTagChange({ scored, alertOpen, ownTags, choice }: TagChangeInput): { add: string[]; remove: string[]; reason: TagChangeReason } | null {
  const wanted = wantedTags(scored, alertOpen, choice);
  const present = new Set(ownTags.filter((tag) => tag.startsWith(TAG_NAMESPACE)));
  const add = [...wanted].filter((tag) => !present.has(tag));
  const remove = [...present].filter((tag) => !wanted.has(tag));
  if (add.length === 0 && remove.length === 0) return null;
  return { add, remove, reason: reasonFor(scored, add, remove) };
}

function wantedTags(scored: TaggedSegments | null, alertOpen: boolean, choice: TagChangeInput['choice']): Set<string> {
  const wanted = new Set<string>();
  if (scored === null) return wanted;
  if (scored.orders > 0) {
    if (choice.group) wanted.add(`${TAG_NAMESPACE}group:${scored.rfmGroup}`);
    if (choice.stage) wanted.add(`${TAG_NAMESPACE}stage:${scored.lifecycleStage}`);
  }
  if (choice.alert && alertOpen) wanted.add(ALERT_TAG);
  return wanted;
}

function reasonFor(scored: TaggedSegments | null, add: readonly string[], remove: readonly string[]): TagChangeReason {
  if (scored === null) return 'not-scored';
  const onlyAlert = [...add, ...remove].every((tag) => tag === ALERT_TAG);
  if (!onlyAlert) return 'scored';
  return add.length > 0 ? 'alert-opened' : 'alert-closed';
}
