// A key is put in front, what the old one encrypted is encrypted anew, and the old one is taken away: at every moment, also
// between two steps of a worker that dies, every token can be read.
import { Session } from '@shopify/shopify-api';
import { afterEach, describe, expect, it } from 'vitest';
import { type Config, config } from '../../app/config.server.ts';
import { registry } from '../../app/records/db.ts';
import { decrypt, encrypt } from '../../app/records/encryption.ts';
import { countUnderOldKeys, ENCRYPTED_FIELDS, reencryptField } from '../../app/records/privacy/encrypted-fields.ts';
import { sessionStorage } from '../../app/shopify/session-storage.ts';
import { rotateKeys } from '../../app/sync/privacy/rotate-keys.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase();
const held = globalThis as { perennialConfig?: Config };
const before = config();
const SHOPS = 60;
const BATCH = 25;
const idOf = (n: number) => `offline_rotated-${n}.myshopify.com`;
const never = new AbortController().signal;

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
function useKeys(...keys: { id: string; key: Buffer }[]): void {
  held.perennialConfig = { ...before, encryptionKeys: keys };
}

afterEach(() => {
  held.perennialConfig = before;
});

async function storeAll(): Promise<void> {
  await registry().shopSession.deleteMany({});
  await Promise.all(
    Array.from({ length: SHOPS }, (_, n) =>
      sessionStorage.storeSession(new Session({ id: idOf(n), shop: `rotated-${n}.myshopify.com`, state: '', isOnline: false, accessToken: `shpat_${n}`, ...(n % 3 === 0 ? {} : { refreshToken: `shprt_${n}` }) })),
    ),
  );
}

async function expectAllReadable(): Promise<void> {
  for (const row of await registry().shopSession.findMany({})) {
    const n = Number(/\d+/.exec(row.id)?.[0]);
    expect(decrypt(row.accessToken, `shop_session:${row.id}:access`)).toBe(`shpat_${n}`);
    if (row.refreshToken) expect(decrypt(row.refreshToken, `shop_session:${row.id}:refresh`)).toBe(`shprt_${n}`);
  }
}

describe('rotation', () => {
  it('leaves nothing under the old key, though the worker dies again and again, and everything can be read at every step', async () => {
    useKeys(key('old', 1));
    await storeAll();
    useKeys(key('new', 2), key('old', 1));
    const under = await countUnderOldKeys();
    expect(under).toBe(SHOPS + SHOPS - SHOPS / 3);
    let crashes = 0;
    for (let steps = 1; (await countUnderOldKeys()) > 0; steps += 1) {
      for (const field of ENCRYPTED_FIELDS) {
        let batches = 0;
        const diesAtSecond = () => {
          batches += 1;
          if (batches > 1) throw new Error('killed');
        };
        await reencryptField(field, diesAtSecond, BATCH).catch((error: unknown) => {
          expect(String(error)).toContain('killed');
          crashes += 1;
        });
      }
      await expectAllReadable();
      expect(steps).toBeLessThan(20);
    }
    expect(crashes).toBeGreaterThan(2);
    useKeys(key('new', 2));
    await expectAllReadable();
    expect(await sessionStorage.loadSession(idOf(1))).toMatchObject({ accessToken: 'shpat_1', refreshToken: 'shprt_1' });
  });

  it('does not put back a token that was replaced while it was at it', async () => {
    useKeys(key('old', 1));
    await storeAll();
    useKeys(key('new', 2), key('old', 1));
    const sealed = encrypt('shpat_fresh', `shop_session:${idOf(0)}:access`);
    // Between reading a batch and writing it.
    const replacing = reencryptField(ENCRYPTED_FIELDS[0] ?? expect.fail(), () => undefined);
    await db.asOwner('update shop_session set access_token = $2 where id = $1', [idOf(0), sealed]);
    await replacing;
    expect((await sessionStorage.loadSession(idOf(0)))?.accessToken).toBe('shpat_fresh');
    await rotateKeys({}, { signal: never });
    expect(await countUnderOldKeys()).toBe(0);
  });

  it('stops at a value whose key is gone, and changes nothing of it', async () => {
    useKeys(key('lost', 9));
    await storeAll();
    const rows = await db.asOwner('select id, access_token from shop_session order by id');
    useKeys(key('new', 2));
    await expect(rotateKeys({}, { signal: never })).rejects.toThrow('No encryption key "lost" is configured');
    expect(await db.asOwner('select id, access_token from shop_session order by id')).toEqual(rows);
    await expect(sessionStorage.loadSession(idOf(1))).rejects.toThrow('No encryption key "lost"');
  });
});

describe('an encrypted value', () => {
  const place = 'shop_session:offline_a.myshopify.com:access';

  it('with any one bit flipped is refused', () => {
    const sealed = encrypt('shpat_secret_of_the_shop', place);
    const [id = '', ...parts] = sealed.split('.');
    let flips = 0;
    for (const [at, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (let bit = 0; bit < bytes.byteLength * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const altered = [id, ...parts.map((one, i) => (i === at ? flipped.toString('base64url') : one))].join('.');
        expect(() => decrypt(altered, place)).toThrow();
        flips += 1;
      }
    }
    expect(flips).toBe((12 + 24 + 16) * 8);
  });

  it('moved to another row, column or shop is refused, and so is one that was cut short', () => {
    const sealed = encrypt('shpat_secret', place);
    for (const other of ['shop_session:offline_b.myshopify.com:access', 'shop_session:offline_a.myshopify.com:refresh', '']) expect(() => decrypt(sealed, other)).toThrow();
    const [id, nonce = '', body, tag = ''] = sealed.split('.');
    // A shorter tag is easier to guess.
    for (const bytes of [0, 4, 8, 12, 15]) expect(() => decrypt([id, nonce, body, Buffer.from(tag, 'base64url').subarray(0, bytes).toString('base64url')].join('.'), place), `${bytes} bytes`).toThrow();
    expect(() => decrypt('', place)).toThrow();
  });

  it('never has the nonce of another', () => {
    const nonces = new Set(Array.from({ length: 5_000 }, () => encrypt('x', place).split('.')[1]));
    expect(nonces.size).toBe(5_000);
  });
});
