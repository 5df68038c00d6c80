// After a new key was put in front of ENCRYPTION_KEYS: what older keys encrypted is encrypted anew, while everything goes on.
// When the log says that nothing is left, the older key can be taken away.
import { RetryLater } from '../../domain/outcomes.ts';
import { log } from '../../log.server.ts';
import type { JobContracts } from '../../queue/job-contracts.ts';
import type { JobContext } from '../../queue/work.ts';
import { countUnderOldKeys, ENCRYPTED_FIELDS, reencryptField } from '../../records/privacy/encrypted-fields.ts';

export async function rotateKeys(_payload: JobContracts['rotate-keys'], { signal }: Pick<JobContext, 'signal'>): Promise<void> {
  if ((await countUnderOldKeys()) === 0) return;
  const goOn = () => {
    if (signal.aborted) throw new RetryLater(0, 'the worker stops');
  };
  let changed = 0;
  for (const field of ENCRYPTED_FIELDS) changed += await reencryptField(field, goOn);
  log().info({ changed, left: await countUnderOldKeys() }, 'values are encrypted with the current key');
}
