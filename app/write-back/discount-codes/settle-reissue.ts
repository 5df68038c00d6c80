// A code leaked. It is ended, and proven to have ended; only then does the reward get another: never are two of them redeemable.
import { MOST_REISSUES } from '../../domain/offers/code-incidents.ts';
import { RetryLater } from '../../domain/outcomes.ts';
import type { CodeIntent } from '../../records/code-intents.ts';
import { noteNoLeak, noteRevoked, takeReissue } from '../../records/write-back/code-claims.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid } from '../../shopify/gid.ts';
import { endCode } from './end-code.ts';

const CUSTOMER_STANDS = `#graphql
  query customerStands($id: ID!) {
    customer(id: $id) {
      id
    }
  }
` as const;

const ORDER_ON_ITS_WAY_MS = 60_000;

/**
 * @returns the intent with its next code, to be made now; null where the reward ends here: its time is over, it leaked too often,
 * or its customer is gone. Merged into another customer, they are the very one whose order looked like a stranger's.
 * @throws RetryLater while the old code may be redeemable, or was used by an order that has not come to us yet.
 */
export async function settleReissue(client: AdminClient, intent: CodeIntent): Promise<CodeIntent | null> {
  const { uses } = await endCode(client, intent);
  if (intent.endsAt.getTime() <= Date.now() || intent.reissues >= MOST_REISSUES) {
    await noteRevoked(intent);
    return null;
  }
  const { customer } = await client.request(CUSTOMER_STANDS, { id: gid('Customer', intent.customerId) }, { priority: 'interactive' });
  if (!customer) {
    // A code that was only tried has not been used by anybody.
    await (intent.redeemedOrderId === null ? noteRevoked(intent) : noteNoLeak(intent));
    return null;
  }
  const known = intent.redeemedOrderId === null ? 0 : 1;
  if (uses > known) throw new RetryLater(ORDER_ON_ITS_WAY_MS, `${intent.intentKey}: the order that used the code is not here yet`);
  return takeReissue(intent);
}
