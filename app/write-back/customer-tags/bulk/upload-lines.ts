// Hands a file of mutation variables to Shopify: asks where to, then uploads. Done twice it harms nobody.
import { RetryLater } from '../../../domain/outcomes.ts';
import type { AdminClient } from '../../../shopify/admin-client.ts';
import { shopifyFetch } from '../../../shopify/fetch.ts';

const STAGE_UPLOAD = `#graphql
  mutation stageTagUpload($filename: String!) {
    stagedUploadsCreate(input: [{ filename: $filename, mimeType: "text/jsonl", resource: BULK_MUTATION_VARIABLES, httpMethod: POST }]) {
      stagedTargets {
        url
        parameters {
          name
          value
        }
      }
      userErrors {
        field
        message
      }
    }
  }
` as const;

const UPLOAD_TIMEOUT_MS = 120_000;

/**
 * @param lines JSON, one a line, each ended by a newline; at most 100 MB (source: shopify.dev, bulk imports).
 * @returns the stagedUploadPath for bulkOperationRunMutation: the upload's parameter `key`.
 * @throws RetryLater when the upload did not come off.
 */
export async function uploadLines(client: AdminClient, filename: string, lines: string): Promise<string> {
  const { stagedUploadsCreate: staged } = await client.request(STAGE_UPLOAD, { filename });
  const target = staged?.stagedTargets?.[0];
  const key = target?.parameters.find(({ name }) => name === 'key')?.value;
  if (!target?.url || !key) throw new RetryLater(5_000, `no place to upload ${filename} to: ${staged?.userErrors[0]?.message ?? 'no reason given'}`);
  const form = new FormData();
  for (const { name, value } of target.parameters) form.append(name, value);
  form.append('file', new Blob([lines], { type: 'text/jsonl' }), filename);
  const response = await shopifyFetch(target.url, { method: 'POST', body: form, signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS) }).catch((cause: unknown) => {
    throw new RetryLater(5_000, `the upload of ${filename} broke off`, { cause });
  });
  if (!response.ok) throw new RetryLater(5_000, `the upload of ${filename} was answered with HTTP ${response.status}`);
  return key;
}
