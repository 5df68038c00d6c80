// One customer's change, sent by itself. Adding a tag that is there, or removing one that is not, is no error and changes
// nothing (recorded), so a change whose answer was lost is simply sent again.
import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid } from '../../shopify/gid.ts';
import type { TagOutcome } from '../../records/write-back/tag-changes.ts';
import { ADD_TAGS, MOVE_TAGS, REMOVE_TAGS } from './tag-operations.ts';
import { untilAnswered } from '../until-answered.ts';
import { tagError } from './tag-error.ts';

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
  return untilAnswered(() => send(client, change, signal), signal);
}
