import { log } from '../log.server.ts';

/**
 * Renews a claim each third of its life until it is given back. One renewal at a time: while the database holds one up, more of
 * them would only take connections away.
 *
 * @returns ends it.
 */
export function keepClaim(renew: () => Promise<unknown>, holdMs: number, of: Readonly<Record<string, string>>): () => void {
  let underWay = false;
  const renewing = setInterval(() => {
    if (underWay) return;
    underWay = true;
    void renew()
      .catch((error: unknown) => log().warn({ err: error, ...of }, 'a claim could not be renewed'))
      .finally(() => (underWay = false));
  }, holdMs / 3);
  return () => clearInterval(renewing);
}
