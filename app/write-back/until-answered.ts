// A mutation that changes nothing when it is done twice is simply sent again where its answer was lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { EffectUnknown } from '../shopify/admin/errors.ts';

const MOST_SENDINGS = 3;
const AGAIN_AFTER_MS = 500;

/** @throws EffectUnknown when the answers to all sendings were lost; see AdminClient.request. */
export async function untilAnswered<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let sendings = 1; ; sendings += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof EffectUnknown) || sendings === MOST_SENDINGS || signal.aborted) throw error;
      await sleep(AGAIN_AFTER_MS * sendings);
    }
  }
}
