// One customer's change, sent by itself. Adding a tag that is there, or removing one that is not, is no error and changes
// nothing (recorded), so a change whose answer was lost is simply sent again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { EffectUnknown } from '../../shopify/admin/errors.ts';
import { gid } from '../../shopify/gid.ts';
import type { TagOutcome } from '../../records/write-back/tag-changes.ts';
import { ADD_TAGS, MOVE_TAGS, REMOVE_TAGS } from './tag-operations.ts';
import { tagError } from './tag-error.ts';

const MOST_SENDINGS = 3;
const AGAIN_AFTER_MS = 500;

interface Change {
  readonly customerId: bigint;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

async function send(client: AdminClient, { customerId, add, remove }: Change, signal: AbortSignal): Promise<TagOutcome> {
  const id = gid('Customer', customerId);
  const options = { signal };
  const answers =
    remove.length === 0
      ? await client.request(ADD_TAGS, { id, add: [...add] }, options)
      : add.length === 0
        ? await client.request(REMOVE_TAGS, { id, remove: [...remove] }, options)
        : await client.request(MOVE_TAGS, { id, add: [...add], remove: [...remove] }, options);
  const outcome = (payload: { userErrors: { message: string }[] } | null | undefined) => payload?.userErrors.map(({ message }) => tagError(message))[0] ?? null;
  const addError = 'tagsAdd' in answers ? outcome(answers.tagsAdd) : null;
  const removeError = 'tagsRemove' in answers ? outcome(answers.tagsRemove) : null;
  return { customerId, added: add.length > 0 && addError === null, removed: remove.length > 0 && removeError === null, error: addError ?? removeError };
}

/** @throws EffectUnknown when the answers to all sendings were lost; see AdminClient.request. */
export async function sendChange(client: AdminClient, change: Change, signal: AbortSignal): Promise<TagOutcome> {
  for (let sendings = 1; ; sendings += 1) {
    try {
      return await send(client, change, signal);
    } catch (error) {
      if (!(error instanceof EffectUnknown) || sendings === MOST_SENDINGS || signal.aborted) throw error;
      await sleep(AGAIN_AFTER_MS * sendings);
    }
  }
}
