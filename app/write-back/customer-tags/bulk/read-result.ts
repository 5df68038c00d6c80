// The result of a bulk mutation: one line for each line of the file, with its number. Recorded in batches; where reading
// broke off, it goes on after the last batch.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { RetryLater } from '../../../domain/outcomes.ts';
import { inShopBulk } from '../../../records/db.ts';
import { noteLinesRead, readLines, type TagBulk } from '../../../records/write-back/tag-bulks.ts';
import { recordOutcomes, type TagOutcome } from '../../../records/write-back/tag-changes.ts';
import { shopifyFetch } from '../../../shopify/fetch.ts';
import { tagError } from '../tag-error.ts';

const BATCH = 1_000;

const payload = z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullish();
const resultLine = z.object({
  data: z.object({ tagsAdd: payload, tagsRemove: payload }).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
  __lineNumber: z.number().int(),
});
type ResultLine = z.infer<typeof resultLine>;

/** Null where the line does not say: those are looked up afterwards. */
function outcomeOf(line: ResultLine): { error: string | null } | null {
  const done = line.data?.tagsAdd ?? line.data?.tagsRemove;
  if (!done || line.errors?.length) return null;
  const [error] = done.userErrors;
  return { error: error ? tagError(error.message) : null };
}

async function record(bulk: TagBulk, lines: readonly ResultLine[], readSoFar: number, at: Date): Promise<void> {
  const numbers = lines.map((line) => line.__lineNumber);
  const adds = bulk.direction === 'add';
  await inShopBulk(bulk.shopId, async (connection) => {
    const customers = await readLines(connection, bulk, Math.min(...numbers), Math.max(...numbers));
    const outcomes: TagOutcome[] = [];
    for (const line of lines) {
      const customerId = customers.get(line.__lineNumber);
      const outcome = outcomeOf(line);
      if (customerId === undefined || !outcome) continue;
      outcomes.push({ customerId, added: adds && outcome.error === null, removed: !adds && outcome.error === null, error: outcome.error });
    }
    await recordOutcomes(connection, bulk.shopId, bulk.tagRunId, outcomes, at);
    await noteLinesRead(connection, bulk, readSoFar);
  });
}

/**
 * @param at when Shopify did it, at the latest.
 * @throws RetryLater when the file could not be read to its end; what was read is recorded.
 */
export async function readResult(bulk: TagBulk, url: string, at: Date): Promise<void> {
  const response = await shopifyFetch(url).catch((cause: unknown) => {
    throw new RetryLater(5_000, 'the result of a bulk mutation could not be fetched', { cause });
  });
  if (!response.ok || !response.body) throw new RetryLater(10_000, `the result of a bulk mutation was answered with HTTP ${response.status}`);
  let read = 0;
  let batch: ResultLine[] = [];
  try {
    for await (const text of createInterface({ input: Readable.fromWeb(response.body as ReadableStream), crlfDelay: Infinity })) {
      if (text === '') continue;
      read += 1;
      if (read <= bulk.linesRead) continue;
      batch.push(resultLine.parse(JSON.parse(text)));
      if (batch.length === BATCH) {
        await record(bulk, batch, read, at);
        batch = [];
      }
    }
  } catch (cause) {
    if (cause instanceof z.ZodError) throw cause;
    throw new RetryLater(5_000, 'the result of a bulk mutation broke off', { cause });
  }
  if (batch.length > 0) await record(bulk, batch, read, at);
}
