// Every field that is encrypted, and how each is encrypted anew when the key changes: at most some rows a transaction, a row
// only where it still holds what was read. Killed at any moment, each row is under one key or the other, and both can be read.
import { config } from '../../config.server.ts';
import { sharedPool } from '../db.ts';
import { decrypt, encrypt, sessionField } from '../encryption.ts';

export interface EncryptedField {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** What the value is bound to: encryption.ts. */
  readonly place: (key: string) => string;
}

export const ENCRYPTED_FIELDS: readonly EncryptedField[] = [
  { table: 'shop_session', key: 'id', column: 'access_token', place: (id) => sessionField(id, 'access') },
  { table: 'shop_session', key: 'id', column: 'refresh_token', place: (id) => sessionField(id, 'refresh') },
];

const BATCH_ROWS = 200;

/**
 * @returns values encrypted anew. What changed in between was written under the current key by whoever changed it.
 * @throws when a value was altered or its key is no longer configured: nothing of it is lost, the next values wait.
 */
export async function reencryptField({ table, key, column, place }: EncryptedField, goOn: () => void, batchRows = BATCH_ROWS): Promise<number> {
  const current = config().encryptionKeys[0]?.id ?? '';
  let changed = 0;
  for (let after = ''; ; ) {
    goOn();
    const { rows } = await sharedPool().query<{ key: string; sealed: string }>(
      `select ${key} as key, ${column} as sealed from ${table} where ${key} > $1 and ${column} is not null and split_part(${column}, '.', 1) <> $2 order by ${key} limit ${batchRows}`,
      [after, current],
    );
    for (const row of rows) {
      const sealed = encrypt(decrypt(row.sealed, place(row.key)), place(row.key));
      const { rowCount } = await sharedPool().query(`update ${table} set ${column} = $3 where ${key} = $1 and ${column} = $2`, [row.key, row.sealed, sealed]);
      changed += rowCount ?? 0;
      after = row.key;
    }
    if (rows.length < batchRows) return changed;
  }
}

/** Values that are not under the current key; an older key can be taken away when there are none. */
export async function countUnderOldKeys(): Promise<number> {
  const current = config().encryptionKeys[0]?.id ?? '';
  let count = 0;
  for (const { table, column } of ENCRYPTED_FIELDS) {
    const { rows } = await sharedPool().query<{ n: number }>(`select count(*)::int as n from ${table} where ${column} is not null and split_part(${column}, '.', 1) <> $1`, [current]);
    count += rows[0]?.n ?? 0;
  }
  return count;
}
