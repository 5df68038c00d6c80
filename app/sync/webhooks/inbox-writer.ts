// Group commit: webhooks that arrive while a transaction is on its way go together into the next one. One alone waits for
// nobody; a thousand a second need few transactions.
import { jobClause } from '../../queue/enqueue.ts';
import { type ReceivedWebhook, SHOPS_WITH_NEWS, storeWebhooks, storing, type Stored } from '../../records/inbound/store-webhooks.ts';

const MOST_WRITERS = 2;
/** A group costs about as much as this many webhooks, so a second one sets out beside the first only when it is as large. */
const WORTH_A_SECOND = 16;
const MOST_IN_GROUP = 128;

interface Pending {
  readonly webhook: ReceivedWebhook;
  readonly settle: (stored: Stored) => void;
  readonly fail: (error: unknown) => void;
}

const pending: Pending[] = [];
let writers = 0;
/** The same for all groups. */
let statement: ReturnType<typeof storing> | undefined;

/** @returns once it is committed, together with the job that applies it. */
export async function storeWebhook(webhook: ReceivedWebhook): Promise<Stored> {
  const stored = new Promise<Stored>((settle, fail) => pending.push({ webhook, settle, fail }));
  if (isWorthAWriter(writers)) void writeGroups();
  return stored;
}

/** @param others that are at work beside it. */
function isWorthAWriter(others: number): boolean {
  return others === 0 ? pending.length > 0 : others < MOST_WRITERS && pending.length >= WORTH_A_SECOND;
}

async function writeGroups(): Promise<void> {
  writers += 1;
  // Requests that are being read in this turn of the event loop join the first group.
  await Promise.resolve();
  do {
    const group = pending.splice(0, MOST_IN_GROUP);
    if (group.length > 0) await writeGroup(group);
  } while (isWorthAWriter(writers - 1));
  writers -= 1;
}

async function writeGroup(group: readonly Pending[]): Promise<void> {
  try {
    statement ??= storing(await jobClause('apply-webhooks', SHOPS_WITH_NEWS));
    const stored = await storeWebhooks(group.map(({ webhook }) => webhook), statement);
    for (const [index, { settle }] of group.entries()) settle(stored[index] ?? 'unknown-shop');
  } catch (error) {
    if (group.length > 1 && isOfOne(error)) {
      for (const one of group) await writeGroup([one]);
      return;
    }
    for (const { fail } of group) fail(error);
  }
}

/** SQLSTATE classes of what one row may have done to all: data, integrity (its shop is being erased), rollback (a deadlock). */
const CLASSES_OF_ONE = new Set(['22', '23', '40']);

function isOfOne(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CLASSES_OF_ONE.has(String(error.code).slice(0, 2));
}
