import { config } from '../config.server.ts';

/**
 * The app's client secrets with which Shopify may have signed something by now, newest first: the present one, and for as long
 * as a rotation lasts the one before it.
 */
export function acceptedSecrets(nowMs = Date.now()): readonly string[] {
  const { apiSecret, previousApiSecret, previousApiSecretUntilMs = 0 } = config();
  return previousApiSecret && nowMs < previousApiSecretUntilMs ? [apiSecret, previousApiSecret] : [apiSecret];
}
