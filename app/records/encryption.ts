// AES-256-GCM, field by field. A value names the key that made it, so keys can be rotated without downtime:
// "<key id>.<nonce>.<ciphertext>.<tag>", base64url. The place of the field is bound in, so a value cannot be moved.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { config } from '../config.server.ts';

/** Node takes a shorter tag too where it is not told, and a short one can be guessed. */
const TAG_BYTES = 16;

/** The place of a token: encrypted fields are listed in privacy/encrypted-fields.ts. */
export const sessionField = (id: string, field: 'access' | 'refresh') => `shop_session:${id}:${field}`;

/** @param place what the value is and whose: "shop_session:offline_a.myshopify.com:access_token". */
export function encrypt(plain: string, place: string): string {
  const [current] = config().encryptionKeys;
  if (!current) throw new Error('There is no encryption key.');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return [current.id, ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** @throws when the value was altered, moved, or its key is gone. */
export function decrypt(sealed: string, place: string): string {
  const [keyId, nonce = '', body = '', tag = ''] = sealed.split('.');
  const entry = config().encryptionKeys.find((candidate) => candidate.id === keyId);
  if (!entry) throw new Error(`No encryption key "${keyId}" is configured: add it back to ENCRYPTION_KEYS.`);
  const decipher = createDecipheriv('aes-256-gcm', entry.key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
}
